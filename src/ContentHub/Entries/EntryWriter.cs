using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Media;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Entries;

/// <summary>Puts the values of one entry into the tables: data, unique values, relations, links to files.</summary>
internal sealed class EntryWriter(WriteUnit unit, Actor actor, ContentType type, Entry entry, MediaService media)
{
    private const int LongestUniqueText = 200;
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<FieldError> _errors = [];
    private readonly List<string> _changed = [];

    /// <summary>Names of the attributes whose value is another than before.</summary>
    public IReadOnlyList<string> Changed => _changed;

    /// <param name="files">Files of the same request by attribute; they are added to the library and linked at the end.</param>
    /// <returns>All faults that only the database can see, or null.</returns>
    public Problem? Write(EntryInput input, IReadOnlyDictionary<string, IReadOnlyList<StagedFile>> files, bool creating)
    {
        WriteData(input, creating);
        foreach (var (attribute, change) in input.Links)
        {
            if (attribute is RelationAttribute relation) WriteRelation(relation, change);
            else if (!files.ContainsKey(attribute.Name)) WriteMedia((MediaAttribute)attribute, change, []);
        }

        foreach (var (name, staged) in files)
        {
            var attribute = (MediaAttribute)type.Find(name)!;
            WriteMedia(attribute, input.Links.GetValueOrDefault(attribute) ?? new LinkChange(attribute.Multiple ? null : [], [], []), staged);
        }

        return _errors.Count > 0 ? new Problem.Invalid(_errors) : null;
    }

    private void WriteData(EntryInput input, bool creating)
    {
        using var old = JsonDocument.Parse(entry.Data);
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            foreach (var attribute in type.Attributes.OfType<ScalarAttribute>()) WriteScalar(attribute, input, old.RootElement, json, creating);
            json.WriteEndObject();
        }

        entry.Data = Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void WriteScalar(ScalarAttribute attribute, EntryInput input, JsonElement old, Utf8JsonWriter json, bool creating)
    {
        var key = attribute.Id.ToString();
        var had = old.TryGetProperty(key, out var before) ? before : default;
        var given = input.Scalars.TryGetValue(attribute, out var value);
        if (!given && creating) given = Default(attribute, input, out value);
        if (!given)
        {
            if (had.ValueKind != JsonValueKind.Undefined)
            {
                json.WritePropertyName(key);
                had.WriteTo(json);
            }

            return;
        }

        var canonical = Canonical(attribute, value);
        if (canonical.ValueKind != JsonValueKind.Null)
        {
            json.WritePropertyName(key);
            canonical.WriteTo(json);
        }

        var after = canonical.ValueKind == JsonValueKind.Null ? default : canonical;
        if (JsonElement.DeepEquals(Defined(had), Defined(after))) return;
        _changed.Add(attribute.Name);
        if (attribute.IsUnique) KeepUnique(attribute, after, creating);
    }

    private bool Default(ScalarAttribute attribute, EntryInput input, out JsonElement value)
    {
        value = default;
        if (attribute.Default is { ValueKind: not JsonValueKind.Null } standard) value = standard;
        else if (attribute is UidAttribute { TargetField: { } field } uid
            && input.Scalars.FirstOrDefault(s => s.Key.Name == field).Value is { ValueKind: JsonValueKind.String } source)
            value = JsonSerializer.SerializeToElement(FreeSlug(uid, source.GetString()!));
        return value.ValueKind != JsonValueKind.Undefined;
    }

    private string FreeSlug(UidAttribute attribute, string text)
    {
        // Nobody may take the free one between the look and the commit: whoever wrote no key must not be told that it is taken.
        unit.HoldEventOrder();
        var longest = Math.Clamp(attribute.MaxLength ?? LongestUniqueText, 1, LongestUniqueText);
        var slug = Slug(text) is { Length: > 0 } made ? made : type.Name;
        string Cut(string end) => string.Concat(slug.AsSpan(0, Math.Clamp(longest - end.Length, 0, slug.Length)).TrimEnd('-'), end);

        var free = Cut("");
        for (var n = 2; unit.Db.EntryUniques.Any(u => u.AttributeId == attribute.Id && u.Value == free); n++)
            free = Cut(string.Create(CultureInfo.InvariantCulture, $"-{n}"));
        return free;
    }

    private static string Slug(string text)
    {
        var slug = new StringBuilder();
        // Normalisation throws at U+FFFE.
        foreach (var c in text.Replace('\uFFFE', ' ').Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c)) slug.Append(c);
            else if (char.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }

        return slug.ToString().Trim('-');
    }

    private void KeepUnique(ScalarAttribute attribute, JsonElement value, bool creating)
    {
        if (!creating) unit.Db.EntryUniques.Where(u => u.AttributeId == attribute.Id && u.EntryId == entry.Id).ExecuteDelete();
        if (value.ValueKind == JsonValueKind.Undefined) return;
        var text = UniqueText(value);
        if (unit.Db.EntryUniques.Any(u => u.AttributeId == attribute.Id && u.Value == text)) _errors.Add(new FieldError(attribute.Name, "This attribute must be unique"));
        else unit.Db.Add(new EntryUnique { AttributeId = attribute.Id, Value = text, EntryId = entry.Id });
    }

    private void WriteRelation(RelationAttribute relation, LinkChange change)
    {
        // Two that take one target at the same moment: without this neither sees the other's row, and both keep it.
        if (relation.IsExclusive) unit.HoldEventOrder();
        var target = new Lazy<Id<ContentType>>(() => unit.Db.ContentTypes.Where(t => t.Name == relation.Target).Select(t => t.Id).Single());
        var before = unit.Db.EntryRelations.AsNoTracking().Where(r => r.SourceId == entry.Id && r.AttributeId == relation.Id).OrderBy(r => r.Position).Select(r => r.TargetId).ToList();
        var after = Resolve(relation, change, before, references => Resolve(references, target));
        if (after is null || Misses(relation, after.Count) || after.SequenceEqual(before)) return;

        _changed.Add(relation.Name);
        unit.Db.EntryRelations.Where(r => r.SourceId == entry.Id && r.AttributeId == relation.Id).ExecuteDelete();
        if (relation.IsExclusive) unit.Db.EntryRelations.Where(r => r.AttributeId == relation.Id && after.Contains(r.TargetId)).ExecuteDelete();
        unit.Db.AddRange(after.Select((id, i) => new EntryRelation { SourceId = entry.Id, AttributeId = relation.Id, TargetId = id, Position = i }));
    }

    private void WriteMedia(MediaAttribute attribute, LinkChange change, IReadOnlyList<StagedFile> files)
    {
        var before = unit.Db.MediaLinks.AsNoTracking().Where(l => l.EntryId == entry.Id.Value && l.AttributeId == attribute.Id).OrderBy(l => l.Position).Select(l => l.AssetId).ToList();
        var after = Resolve(attribute, change, before, Resolve);
        if (after is null) return;
        after.AddRange(files.Select(f => media.Add(unit, actor, f).Id));
        if (Misses(attribute, after.Count) || after.SequenceEqual(before)) return;

        _changed.Add(attribute.Name);
        unit.Db.MediaLinks.Where(l => l.EntryId == entry.Id.Value && l.AttributeId == attribute.Id).ExecuteDelete();
        unit.Db.AddRange(after.Select((id, i) => new MediaLink { AssetId = id, TypeId = type.Id, EntryId = entry.Id.Value, Locale = entry.Locale, Stage = entry.Stage, AttributeId = attribute.Id, Position = i }));
    }

    private bool Misses(ContentAttribute attribute, int links)
    {
        if (!attribute.Required || links > 0) return false;
        _errors.Add(new FieldError(attribute.Name, $"{attribute.Name} is required"));
        return true;
    }

    /// <summary>The new list of ids, or null after noting that some do not exist.</summary>
    private List<T>? Resolve<T>(ContentAttribute attribute, LinkChange change, List<T> before, Func<IReadOnlyList<LinkTarget>, Dictionary<LinkTarget, T>> find) where T : struct
    {
        var wanted = (change.Set ?? []).Concat(change.Connect).ToArray();
        var found = find([.. wanted, .. change.Disconnect]);
        var missing = wanted.Count(t => !found.ContainsKey(t));
        if (missing > 0)
        {
            _errors.Add(new FieldError(attribute.Name, $"{missing} of the entries or files named in {attribute.Name} do not exist"));
            return null;
        }

        var gone = change.Disconnect.Where(found.ContainsKey).Select(t => found[t]).ToHashSet();
        var single = attribute is RelationAttribute { IsMany: false } or MediaAttribute { Multiple: false };
        var kept = change.Set is not null ? change.Set.Select(t => found[t]) : single && change.Connect.Count > 0 ? [] : before.Where(id => !gone.Contains(id));
        return [.. kept.Concat(change.Connect.Select(t => found[t])).Distinct()];
    }

    private Dictionary<LinkTarget, Id<Entry>> Resolve(IReadOnlyList<LinkTarget> references, Lazy<Id<ContentType>> target)
    {
        if (references.Count == 0) return [];
        var ids = references.Where(r => r.Id is not null).Select(r => new Id<Entry>(r.Id!.Value)).ToArray();
        var documents = references.Where(r => r.DocumentId is not null).Select(r => r.DocumentId).ToArray();
        var targetType = target.Value;
        var rows = unit.Db.Entries.AsNoTracking().Where(e => e.TypeId == targetType && (ids.Contains(e.Id) || documents.Contains(e.DocumentId))).Select(e => new { e.Id, e.DocumentId }).ToList();
        return references.Distinct().Select(r => (r, Row: rows.FirstOrDefault(e => e.Id.Value == r.Id || e.DocumentId == r.DocumentId))).Where(p => p.Row is not null).ToDictionary(p => p.r, p => p.Row!.Id);
    }

    private Dictionary<LinkTarget, Id<MediaAsset>> Resolve(IReadOnlyList<LinkTarget> references)
    {
        if (references.Count == 0) return [];
        var ids = references.Select(r => new Id<MediaAsset>(r.Id ?? 0)).ToArray();
        return unit.Db.MediaAssets.AsNoTracking().Where(a => ids.Contains(a.Id)).Select(a => a.Id).ToList().ToDictionary(id => new LinkTarget(id.Value, null));
    }

    /// <summary>Unique attributes have a row per value; a uid is always unique.</summary>
    public static bool IsUnique(ScalarAttribute attribute) => attribute.Unique || attribute is UidAttribute;

    /// <summary>Equal for equal values. Long texts are compared by digest, since an index takes short keys only.</summary>
    public static string UniqueText(JsonElement value)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetDecimal().ToString("0.############################", CultureInfo.InvariantCulture),
            _ => value.GetRawText(),
        };
        return text.Length <= LongestUniqueText ? text : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static JsonElement Canonical(ScalarAttribute attribute, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return value;
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(64);
        using (var json = new Utf8JsonWriter(buffer, Compact)) attribute.Write(value, json);
        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static JsonElement Defined(JsonElement value) => value.ValueKind == JsonValueKind.Undefined ? JsonElement.Parse("null"u8) : value;
}
