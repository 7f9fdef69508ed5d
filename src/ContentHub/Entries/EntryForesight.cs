using System.Globalization;
using System.Text.Json;
using ContentHub.ContentTypes;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Entries;

/// <summary>What a change of a type means for its entries: the same rules that writing and publishing ask, put to what is stored, old against new. Only what the change brings about is told.
/// Whether a value keeps a rule of one's own choosing tells the value, a question at a time: of values that the actor may not read, and of private ones, nothing depends on them but whether they are there.</summary>
internal sealed class EntryForesight(TypeForesight change)
{
    /// <summary>Rows of a stage that are looked at, the newest first: about a second of reading.</summary>
    internal const int MostRows = 100_000;

    private const int LongestValue = 80;

    private readonly Dictionary<(PlannedEffect, string Attribute, string Message), Found> _found = [];
    private readonly Dictionary<(Id<ContentAttribute>, Stage, string), Id<Entry>> _owners = [];
    private readonly Dictionary<Id<ContentAttribute>, HashSet<(long Entry, Stage, long Owner)>> _links = [];
    private readonly Dictionary<Id<ContentAttribute>, HashSet<(long Entry, Stage, long Owner)>> _wrongFiles = [];
    private readonly HashSet<Id<ContentAttribute>> _gone = [.. change.Removed.Select(a => a.Id)];
    private bool _isWhole = true, _isInPrivate;

    private ContentType Before => change.Before!;

    private ContentType After => change.After;

    public void Look()
    {
        if (change.Before is null) return;
        change.Entries = Count();
        if (Before.DraftAndPublish && !After.DraftAndPublish && TypeChanges.DraftsInTheWay(change.Db, After) is { } drafts) change.Refusal = drafts.Message;
        if (!Bears()) return;

        ReadLinks();
        foreach (var holder in change.Holders)
            foreach (var stage in (Stage[])[Stage.Draft, Stage.Published]) Look(holder, stage);
        foreach (var ((effect, attribute, message), found) in _found)
            change.Find(new PlannedFinding(effect, attribute, message, new PlannedCount(found.Entries.Count, !_isWhole), found.Samples));
        FindUntold();
    }

    private void FindUntold()
    {
        if (change.Entries is { Count: 0, AtLeast: false }) return;
        var untold = _isInPrivate || change.Holders.Any(holder => !Shows(holder));
        foreach (var now in After.Attributes)
            if (Was(now) is { } was && (untold || was.Private || now.Private) && TypeForesight.HasNewRules(was, now))
                change.Find(new PlannedFinding(PlannedEffect.Fails, now.Name, "has new rules, which some entries may break", PlannedCount.Untold, []));
    }

    private bool Shows(ContentType holder) => change.Actor.On(holder, Access.Permission.EntriesRead) is { Own: false, Fields: null };

    // Names, order and what is allowed more than before bear on no entry.
    private bool Bears() => _gone.Count > 0 || After.Attributes.Any(now => Was(now) is not { } was ? now.Required : was with { Name = now.Name } != now);

    private PlannedCount Count()
    {
        var (count, whole) = (0, true);
        foreach (var holder in change.Holders)
        {
            var some = Convert.ToInt32(
                change.Db.Scalar(
                    $"SELECT COUNT(*) FROM (SELECT 1 FROM entries WHERE type_id = @type AND locale = @locale AND stage = @stage LIMIT {MostRows + 1}) e",
                    ("@type", holder.Id.Value), ("@locale", Locales.Default), ("@stage", (int)(holder.DraftAndPublish ? Stage.Draft : Stage.Published))),
                CultureInfo.InvariantCulture);
            count += Math.Min(some, MostRows);
            whole &= some <= MostRows;
        }

        return new PlannedCount(count, !whole);
    }

    // Relations and files stand in tables of their own.
    private void ReadLinks()
    {
        foreach (var attribute in Before.Attributes.Where(a => a is MediaAttribute or RelationAttribute { MappedBy: null }))
        {
            var now = After.Attributes.FirstOrDefault(a => a.Id == attribute.Id);
            if (now is null || (now.Required && !attribute.Required)) _links[attribute.Id] = LinksOf(attribute);
            if (now is MediaAttribute { AllowedTypes.Count: > 0 } media && attribute is MediaAttribute was && !media.AllowedTypes.SequenceEqual(was.AllowedTypes)) _wrongFiles[attribute.Id] = FilesOutside(media, was);
        }
    }

    private HashSet<(long, Stage, long)> LinksOf(ContentAttribute attribute) => attribute is MediaAttribute
        ? [.. Limited(change.Db.MediaLinks.AsNoTracking().Where(l => l.AttributeId == attribute.Id).Select(l => new { l.EntryId, l.Stage, l.OwnerId })).Select(l => (l.EntryId, l.Stage, l.OwnerId))]
        : [.. Limited(change.Db.EntryRelations.AsNoTracking().Where(r => r.AttributeId == attribute.Id).Select(r => new { r.SourceId, r.Stage, r.OwnerId })).Select(r => (r.SourceId.Value, r.Stage, r.OwnerId))];

    private HashSet<(long, Stage, long)> FilesOutside(MediaAttribute now, MediaAttribute was) =>
    [
        .. Limited(change.Db.MediaLinks.AsNoTracking().Where(l => l.AttributeId == now.Id).Join(change.Db.MediaAssets, l => l.AssetId, a => a.Id, (l, a) => new { l.EntryId, l.Stage, l.OwnerId, a.Mime }))
            .Where(l => !LinkWriter.IsAllowed(now, l.Mime) && LinkWriter.IsAllowed(was, l.Mime)).Select(l => (l.EntryId, l.Stage, l.OwnerId)),
    ];

    private List<T> Limited<T>(IQueryable<T> rows)
    {
        var some = rows.Take(MostRows).ToList();
        _isWhole &= some.Count < MostRows;
        return some;
    }

    private void Look(ContentType holder, Stage stage)
    {
        var shows = Shows(holder);
        var seen = 0;
        change.Db.Rows(
            $"SELECT id, document_id, data FROM entries WHERE type_id = @type AND locale = @locale AND stage = @stage ORDER BY id DESC LIMIT {MostRows + 1}",
            [("@type", holder.Id.Value), ("@locale", Locales.Default), ("@stage", (int)stage)],
            row =>
            {
                change.Ct.ThrowIfCancellationRequested();
                if (++seen > MostRows) return false;   // that there is one more is all that is asked of it
                using var data = JsonDocument.Parse(row.GetString(2));
                Walk(new Row(holder, row.GetInt64(0), row.GetString(1), stage, data.RootElement, shows), holder, data.RootElement, 0, "");
                return true;
            });
        if (seen > MostRows) _isWhole = false;
    }

    private void Walk(Row row, ContentType type, JsonElement data, long owner, string names)
    {
        if (type.Id == Before.Id) Check(row, data, owner, names);
        if (Before.Kind != ContentTypeKind.Component) return;
        foreach (var attribute in type.Attributes.Where(a => a is ComponentAttribute or DynamicZoneAttribute))
        {
            if (!data.TryGetProperty(attribute.Id.ToString(), out var value)) continue;
            foreach (var item in Items(value))
                if (change.Catalog.ById(new Id<ContentType>(item.GetProperty(ComponentData.Type).GetInt64())) is { } part)
                    Walk(attribute.Private ? row with { IsPrivate = true } : row, part, item, item.GetProperty(ComponentData.Id).GetInt64(), names + attribute.Name + ".");
        }
    }

    private void Check(Row row, JsonElement data, long owner, string names)
    {
        _isInPrivate |= row.IsPrivate;
        foreach (var gone in change.Removed)
        {
            var isThere = gone is MediaAttribute or RelationAttribute ? Links(gone, row, owner) : data.TryGetProperty(gone.Id.ToString(), out _);
            if (isThere) Note(row, PlannedEffect.Loses, names + gone.Name, "goes, with its values", row.IsPrivate ? "a private value" : ValueOf(gone, data));
        }

        foreach (var now in After.Attributes)
        {
            var was = Was(now);
            var isThere = data.TryGetProperty(now.Id.ToString(), out var value);
            if (now.Required && was?.Required != true && !(now is MediaAttribute or RelationAttribute ? Links(now, row, owner) : isThere)) Fails(row, names + now.Name, "is required");
            if (was is null || was == now || !row.Shows || row.IsPrivate || was.Private || now.Private) continue;
            if (now is MediaAttribute && _wrongFiles.TryGetValue(now.Id, out var wrong) && wrong.Contains((row.Id, row.Stage, owner))) Fails(row, names + now.Name, $"takes {string.Join(", ", ((MediaAttribute)now).AllowedTypes)} only");
            if (isThere) CheckValue(row, was, now, value, names);
        }
    }

    private void CheckValue(Row row, ContentAttribute was, ContentAttribute now, JsonElement value, string names)
    {
        switch (was, now)
        {
            case (PasswordAttribute, _):   // only the hash is left
                break;
            case (ScalarAttribute old, ScalarAttribute scalar):
                if ((scalar.Fault(value) ?? scalar.Lack(value)) is { } fault && (old.Fault(value) ?? old.Lack(value)) is null) Fails(row, names + now.Name, fault, ValueOf(now, value));
                if (scalar.IsUnique && !old.IsUnique) CheckUnique(row, scalar, value);
                break;
            case (ComponentAttribute { Repeatable: true } old, ComponentAttribute part):
                CheckLength(row, names + now.Name, value.GetArrayLength(), old.Min, old.Max, part.Min, part.Max);
                break;
            case (DynamicZoneAttribute old, DynamicZoneAttribute zone):
                CheckLength(row, names + now.Name, value.GetArrayLength(), old.Min, old.Max, zone.Min, zone.Max);
                foreach (var item in Items(value))
                    if (change.Catalog.ById(new Id<ContentType>(item.GetProperty(ComponentData.Type).GetInt64())) is { } part && old.Components.Contains(part.Name) && !zone.Components.Contains(part.Name))
                        Fails(row, names + now.Name, $"takes no {part.Name} any more");
                break;
        }
    }

    private void CheckLength(Row row, string attribute, int count, int? hadMin, int? hadMax, int? min, int? max)
    {
        if (count > max && !(count > hadMax)) Fails(row, attribute, $"must have at most {max} items", $"{count} items");
        if (count < min && !(count < hadMin)) Fails(row, attribute, $"must have at least {min} items", $"{count} items");
    }

    private void CheckUnique(Row row, ScalarAttribute attribute, JsonElement value)
    {
        if (_owners.TryAdd((attribute.Id, row.Stage, EntryIndexes.UniqueText(value)), new Id<Entry>(row.Id))) return;
        var other = _owners[(attribute.Id, row.Stage, EntryIndexes.UniqueText(value))];
        change.Refusal ??= TypeChanges.Clash(attribute, new Id<Entry>(row.Id), other);
        Note(row, PlannedEffect.Blocks, attribute.Name, "must differ from entry to entry", $"{ValueOf(attribute, value)} also stands in the entry {other}");
    }

    private void Fails(Row row, string attribute, string rule, string? value = null) => Note(row, PlannedEffect.Fails, attribute, rule, value);

    private void Note(Row row, PlannedEffect effect, string attribute, string message, string? value)
    {
        if (!_found.TryGetValue((effect, attribute, message), out var found)) _found.Add((effect, attribute, message), found = new Found([], []));
        if (!found.Entries.Add(row.Id) || !row.Shows || found.Samples.Count == PlannedFinding.MostSamples) return;
        var said = effect == PlannedEffect.Fails ? $"{attribute} {message}{(value is null ? "" : $"; it has {value}")}." : value is null ? $"{attribute} {message}." : effect == PlannedEffect.Loses ? $"Loses {value}." : value + ".";
        found.Samples.Add(new PlannedSample(row.Id, row.DocumentId, row.Holder.Name, TitleOf(row), said));
    }

    private bool Links(ContentAttribute attribute, Row row, long owner) => _links.TryGetValue(attribute.Id, out var links) && links.Contains((row.Id, row.Stage, owner));

    private ContentAttribute? Was(ContentAttribute now) => Before.Attributes.FirstOrDefault(a => a.Id == now.Id);

    private static string TitleOf(Row row) =>
        row.Holder.Attributes.Where(a => a is StringAttribute or TextAttribute or EmailAttribute or UidAttribute && !a.IsHidden)
            .Select(a => row.Data.TryGetProperty(a.Id.ToString(), out var value) && value.GetString() is { } text && text.Trim().Length > 0 ? Cut(text) : null).FirstOrDefault(t => t is not null)
        ?? $"Number {row.Id}";

    private static string ValueOf(ContentAttribute attribute, JsonElement data)
    {
        var value = data.ValueKind == JsonValueKind.Object && data.TryGetProperty(attribute.Id.ToString(), out var inside) ? inside : data;
        return attribute switch
        {
            PasswordAttribute => "a password",
            _ when attribute.Private => "a private value",
            MediaAttribute => "its files",
            RelationAttribute => "what it points at",
            ComponentAttribute or DynamicZoneAttribute => value.ValueKind == JsonValueKind.Array ? $"{value.GetArrayLength()} components" : "a component",
            _ => value.ValueKind == JsonValueKind.String ? $"“{Cut(value.GetString()!)}”" : Cut(value.GetRawText()),
        };
    }

    private static string Cut(string text) => text.Length <= LongestValue ? text : text[..(char.IsHighSurrogate(text[LongestValue - 1]) ? LongestValue - 1 : LongestValue)] + "…";

    private static IEnumerable<JsonElement> Items(JsonElement value) => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];

    private sealed record Row(ContentType Holder, long Id, string DocumentId, Stage Stage, JsonElement Data, bool Shows, bool IsPrivate = false);

    private sealed record Found(HashSet<long> Entries, List<PlannedSample> Samples);
}
