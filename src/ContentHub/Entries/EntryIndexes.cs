using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ContentHub.ContentTypes;
using ContentHub.Persistence;
using ContentHub.Queries;

namespace ContentHub.Entries;

/// <summary>Keeps the side tables in step with one row's data: unique values, indexed values, texts to search.</summary>
internal sealed class EntryIndexes(ContentHubDbContext db, ContentTypeCatalog catalog, ContentType type, Entry entry)
{
    /// <summary>Longer ones are compared by digest, since an index takes short keys only.</summary>
    public const int LongestUniqueText = 200;

    private const char Between = '\u0001';

    /// <summary>Faults of values that must be unique and are not.</summary>
    /// <param name="before">The data that the tables stand for now; null for a row that is new to them.</param>
    public IReadOnlyList<FieldError> Update(string? before)
    {
        var errors = new List<FieldError>();
        using var old = before is null ? null : JsonDocument.Parse(before);
        using var now = JsonDocument.Parse(entry.Data);
        foreach (var attribute in type.Attributes.OfType<ScalarAttribute>().Where(a => a.IsIndexed))
        {
            var had = ValueOf(old?.RootElement, attribute);
            var has = ValueOf(now.RootElement, attribute);
            if (old is not null && JsonText.AreEqual(had, has)) continue;
            if (attribute.IsUnique && !KeepUnique(attribute, had, has)) errors.Add(new FieldError(attribute.Name, "This attribute must be unique"));
            Index(attribute, has, isNew: old is null);
        }

        if (type.Searchable && (old is null || before != entry.Data)) KeepSearchText(now.RootElement, isNew: old is null);
        return errors;
    }

    /// <summary>Equal for equal values.</summary>
    public static string UniqueText(JsonElement value)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number when value.TryGetDecimal(out var number) => number.ToString("0.############################", CultureInfo.InvariantCulture),
            JsonValueKind.Number => value.GetDouble().ToString("R", CultureInfo.InvariantCulture),
            _ => value.GetRawText(),
        };
        return text.Length <= LongestUniqueText ? text : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Forgets everything about the row.</summary>
    public static void Remove(ContentHubDbContext db, Entry entry)
    {
        Span<(string, object?)> key = [("@id", entry.Id.Value), ("@locale", entry.Locale), ("@stage", (int)entry.Stage)];
        db.Execute("DELETE FROM entry_unique WHERE entry_id = @id AND locale = @locale AND stage = @stage", key);
        db.Execute("DELETE FROM index_texts WHERE entry_id = @id AND locale = @locale AND stage = @stage", key);
        db.Execute("DELETE FROM index_numbers WHERE entry_id = @id AND locale = @locale AND stage = @stage", key);
        db.Execute("DELETE FROM search_texts WHERE entry_id = @id AND locale = @locale AND stage = @stage", key);
    }

    /// <summary>Writes the index row of one attribute anew: it was not indexed before.</summary>
    public void Index(ScalarAttribute attribute)
    {
        using var now = JsonDocument.Parse(entry.Data);
        Index(attribute, ValueOf(now.RootElement, attribute), isNew: true);
    }

    /// <summary>Writes the search row anew.</summary>
    public void IndexTexts()
    {
        using var now = JsonDocument.Parse(entry.Data);
        KeepSearchText(now.RootElement, isNew: true);
    }

    private static JsonElement ValueOf(JsonElement? data, ScalarAttribute attribute) =>
        data is { } there && there.TryGetProperty(attribute.Id.ToString(), out var value) ? value : default;

    private bool KeepUnique(ScalarAttribute attribute, JsonElement had, JsonElement has)
    {
        if (had.ValueKind != JsonValueKind.Undefined)
            db.Execute(
                "DELETE FROM entry_unique WHERE attribute_id = @attribute AND locale = @locale AND stage = @stage AND value = @value AND entry_id = @id",
                ("@attribute", attribute.Id.Value), ("@locale", entry.Locale), ("@stage", (int)entry.Stage), ("@value", UniqueText(had)), ("@id", entry.Id.Value));
        // The primary key decides; who loses is told in words.
        return has.ValueKind == JsonValueKind.Undefined || db.Execute(
            "INSERT INTO entry_unique (attribute_id, locale, stage, value, entry_id) VALUES (@attribute, @locale, @stage, @value, @id) ON CONFLICT (attribute_id, locale, stage, value) DO NOTHING",
            ("@attribute", attribute.Id.Value), ("@locale", entry.Locale), ("@stage", (int)entry.Stage), ("@value", UniqueText(has)), ("@id", entry.Id.Value)) == 1;
    }

    private void Index(ScalarAttribute attribute, JsonElement value, bool isNew)
    {
        var isText = attribute.Comparison is Comparison.Text or Comparison.BigInteger;
        object? indexed = value.ValueKind == JsonValueKind.Undefined ? null : attribute.Comparison switch
        {
            Comparison.Text => Cut(value.GetString()!),
            Comparison.BigInteger => TestSql.Encoded(long.Parse(value.GetString()!, CultureInfo.InvariantCulture)),
            Comparison.Boolean => value.GetBoolean() ? 1d : 0d,
            _ => value.GetDouble(),
        };
        db.Execute(
            (isText, isNew) switch
            {
                (true, true) => "INSERT INTO index_texts (value, entry_id, attribute_id, locale, stage) VALUES (@value, @id, @attribute, @locale, @stage)",
                (true, false) => "UPDATE index_texts SET value = @value WHERE entry_id = @id AND attribute_id = @attribute AND locale = @locale AND stage = @stage",
                (false, true) => "INSERT INTO index_numbers (value, entry_id, attribute_id, locale, stage) VALUES (@value, @id, @attribute, @locale, @stage)",
                _ => "UPDATE index_numbers SET value = @value WHERE entry_id = @id AND attribute_id = @attribute AND locale = @locale AND stage = @stage",
            },
            ("@value", indexed), ("@id", entry.Id.Value), ("@attribute", attribute.Id.Value), ("@locale", entry.Locale), ("@stage", (int)entry.Stage));
    }

    /// <summary>What of a text stands in the index; never half a surrogate pair.</summary>
    private static string Cut(string text) =>
        text.Length <= IndexText.Longest ? text : text[..(char.IsHighSurrogate(text[IndexText.Longest - 1]) ? IndexText.Longest - 1 : IndexText.Longest)];

    private void KeepSearchText(JsonElement data, bool isNew)
    {
        var text = new StringBuilder();
        Collect(type, data, text);
        var folded = FoldedText.Of(text.ToString());
        db.Execute(
            isNew
                ? "INSERT INTO search_texts (text, type_id, entry_id, locale, stage) VALUES (@text, @type, @id, @locale, @stage)"
                : "UPDATE search_texts SET text = @text, type_id = @type WHERE entry_id = @id AND locale = @locale AND stage = @stage",
            ("@text", folded), ("@type", type.Id.Value), ("@id", entry.Id.Value), ("@locale", entry.Locale), ("@stage", (int)entry.Stage));
    }

    private void Collect(ContentType of, JsonElement data, StringBuilder text)
    {
        foreach (var attribute in of.Attributes.Where(a => !a.IsHidden))
        {
            if (!data.TryGetProperty(attribute.Id.ToString(), out var value)) continue;
            switch (attribute)
            {
                case ComponentAttribute or DynamicZoneAttribute:
                    foreach (var item in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().AsEnumerable() : [value])
                        if (catalog.ById(new Id<ContentType>(item.GetProperty(ComponentData.Type).GetInt64())) is { } component) Collect(component, item, text);
                    break;
                case ScalarAttribute { Comparison: Comparison.Text or Comparison.Number or Comparison.BigInteger }:
                    text.Append(value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()).Append(Between);
                    break;
            }
        }
    }
}
