using System.Text.Json;

namespace ContentHub.ContentTypes;

/// <summary>What saving a form would do, found out without saving it.</summary>
/// <param name="Changes">Of the type and its attributes; empty when nothing would change.</param>
/// <param name="Entries">Entries that are there now: of the type, or of all types that hold the component.</param>
/// <param name="Findings">What it means for them.</param>
/// <param name="Touched">What else names the type or its attributes.</param>
/// <param name="Refusal">Why the save would be refused as things stand; null when it would go through.</param>
/// <param name="Version">Of the type that was compared with; 0 for a new one. <see cref="ContentTypeForm.Seen"/> makes the save refuse another.</param>
public sealed record TypePlan(
    IReadOnlyList<TypeEdit> Changes, PlannedCount Entries, IReadOnlyList<PlannedFinding> Findings, IReadOnlyList<TouchedThing> Touched, string? Refusal, int Version)
{
    /// <summary>Whether values would be gone for good, so that the save needs <see cref="ContentTypeForm.RemoveData"/>.</summary>
    public bool RemovesData => Findings.Any(f => f.Effect == PlannedEffect.Loses);
}

/// <summary>A number of entries.</summary>
/// <param name="AtLeast">There may be more: so many were looked at and no more.</param>
public readonly record struct PlannedCount(int Count, bool AtLeast = false)
{
    /// <summary>Some, or none: how many is not known, or is not for whoever asks.</summary>
    public static PlannedCount Untold => new(0, AtLeast: true);
}

/// <summary>One difference between the type as it is and as the form wants it.</summary>
/// <param name="Attribute">Its name after the change; of a removed one the name it had. Null for the type itself.</param>
/// <param name="Was">The former name of a renamed attribute; null otherwise.</param>
/// <param name="Options">What is different in it: names of options with their JSON before and after.</param>
/// <param name="Reindexed">Every entry is written to, or taken from, an index.</param>
public sealed record TypeEdit(PlannedDeed Deed, string? Attribute, string? Was, IReadOnlyList<JsonChange> Options, bool Reindexed);

/// <summary>What becomes of an attribute.</summary>
public enum PlannedDeed
{
    /// <summary>It is new.</summary>
    Added,

    /// <summary>It goes, and its values with it.</summary>
    Removed,

    /// <summary>It has another name, maybe other options too; values stay.</summary>
    Renamed,

    /// <summary>It has other options.</summary>
    Changed,

    /// <summary>The attributes stand in another order.</summary>
    Reordered,
}

/// <summary>What happens to entries with an attribute.</summary>
public enum PlannedEffect
{
    /// <summary>A value is gone for good.</summary>
    Loses,

    /// <summary>It breaks a new rule: it stays as it is until somebody next saves or publishes it, and must be mended then.</summary>
    Fails,

    /// <summary>It stands in the way of the change.</summary>
    Blocks,
}

/// <summary>Entries to which the same thing happens.</summary>
/// <param name="Attribute">Path of names, as <c>seo.title</c>.</param>
/// <param name="Message">The rule, as the end of a sentence that begins with the attribute.</param>
/// <param name="Entries"><see cref="PlannedCount.Untold"/> of rules for values that the actor may not read, or that are private.</param>
/// <param name="Samples">The newest of them, at most <see cref="MostSamples"/>; none for whoever may not read all entries of the type.</param>
public sealed record PlannedFinding(PlannedEffect Effect, string Attribute, string Message, PlannedCount Entries, IReadOnlyList<PlannedSample> Samples)
{
    /// <summary>Enough to see what is meant.</summary>
    public const int MostSamples = 5;
}

/// <summary>One entry of a finding.</summary>
/// <param name="Type">Singular name of its type.</param>
/// <param name="Title">The first text it has; its number where it has none.</param>
/// <param name="Message">What is wrong with it, or what it would lose, in one sentence.</param>
public sealed record PlannedSample(long Entry, string DocumentId, string Type, string Title, string Message);

/// <summary>Something that names the type or its attributes.</summary>
/// <param name="Kind"><c>webhook</c>, <c>hook</c>, <c>role</c>, <c>token</c> or <c>content_type</c>.</param>
/// <param name="Id">Null, with a general name, for whoever may not see it.</param>
/// <param name="Message">What it means for it, one sentence.</param>
/// <param name="Breaks">It does not follow by itself: somebody has to change it.</param>
public sealed record TouchedThing(string Kind, long? Id, string Name, string Message, bool Breaks);

/// <summary>Shows plans in JSON.</summary>
internal static class TypePlanJson
{
    public static void Write(TypePlan plan, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("changes");
        foreach (var change in plan.Changes) Write(change, json);
        json.WriteEndArray();
        json.WriteNumber("entries", plan.Entries.Count);
        json.WriteBoolean("at_least", plan.Entries.AtLeast);
        json.WriteBoolean("removes_data", plan.RemovesData);
        json.WriteStartArray("findings");
        foreach (var finding in plan.Findings) Write(finding, json);
        json.WriteEndArray();
        json.WriteStartArray("touched");
        foreach (var (kind, id, name, message, breaks) in plan.Touched)
        {
            json.WriteStartObject();
            json.WriteString("kind", kind);
            json.WriteNumberOrNull("id", id);
            json.WriteString("name", name);
            json.WriteString("message", message);
            json.WriteBoolean("breaks", breaks);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("refusal", plan.Refusal);
        json.WriteNumber("version", plan.Version);
        json.WriteEndObject();
    }

    private static void Write(TypeEdit change, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("change", Text(change.Deed));
        json.WriteString("attribute", change.Attribute);
        json.WriteString("was", change.Was);
        json.WriteStartArray("options");
        foreach (var (option, before, after) in change.Options)
        {
            json.WriteStartObject();
            json.WriteString("name", option);
            json.WritePropertyName("before");
            json.WriteRawValue(before ?? "null");
            json.WritePropertyName("after");
            json.WriteRawValue(after ?? "null");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("reindexed", change.Reindexed);
        json.WriteEndObject();
    }

    private static void Write(PlannedFinding finding, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("effect", Text(finding.Effect));
        json.WriteString("attribute", finding.Attribute);
        json.WriteString("message", finding.Message);
        json.WriteNumber("entries", finding.Entries.Count);
        json.WriteBoolean("at_least", finding.Entries.AtLeast);
        json.WriteStartArray("samples");
        foreach (var (entry, document, type, title, message) in finding.Samples)
        {
            json.WriteStartObject();
            json.WriteNumber("id", entry);
            json.WriteString("document_id", document);
            json.WriteString("content_type", type);
            json.WriteString("title", title);
            json.WriteString("message", message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Text<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
