using System.Text.Json;
using ContentHub.Admin.Components;
using ContentHub.ContentTypes;

namespace ContentHub.Admin.ContentTypes;

/// <summary>Plans in words.</summary>
internal static class TypePlanWords
{
    public static string Of(PlannedDeed deed) => deed switch
    {
        PlannedDeed.Added => T("Added"),
        PlannedDeed.Removed => T("Removed"),
        PlannedDeed.Renamed => T("Renamed"),
        PlannedDeed.Reordered => T("Moved"),
        _ => T("Changed"),
    };

    public static Tone ToneOf(PlannedDeed deed) => deed switch
    {
        PlannedDeed.Added => Tone.Success,
        PlannedDeed.Removed => Tone.Danger,
        _ => Tone.Info,
    };

    public static string Of(PlannedEffect effect) => effect switch
    {
        PlannedEffect.Loses => T("Lost"),
        PlannedEffect.Fails => T("New rule"),
        _ => T("In the way"),
    };

    public static Tone ToneOf(PlannedEffect effect) => effect == PlannedEffect.Fails ? Tone.Warning : Tone.Danger;

    /// <summary>"12 entries", "at least 200 entries".</summary>
    public static string Entries(PlannedCount count) => count.AtLeast
        ? Count(count.Count, "at least {0} entry", "at least {0:N0} entries")
        : Count(count.Count, "{0} entry", "{0:N0} entries");

    public static string InAll(PlannedCount count) => count.AtLeast ? T("at least {0:N0} in all", count.Count) : T("{0:N0} in all", count.Count);

    public static string Stay(PlannedCount count) => count.AtLeast
        ? Count(count.Count, "at least {0} entry stays as they are.", "at least {0:N0} entries stay as they are.")
        : Count(count.Count, "{0} entry stays as they are.", "{0:N0} entries stay as they are.");

    public static string Reindexed(PlannedCount count) => count.AtLeast
        ? Count(count.Count, "The index of at least {0} entry is written anew.", "The index of at least {0:N0} entries is written anew.")
        : Count(count.Count, "The index of {0} entry is written anew.", "The index of {0:N0} entries is written anew.");

    /// <summary>One option before and after.</summary>
    public static string Of(JsonChange option) => $"{Spoken(option.Path)}: {Value(option.Before)} → {Value(option.After)}";

    public static string KindOf(TouchedThing thing) => thing.Kind switch
    {
        "webhook" => T("Webhook"),
        "hook" => T("Incoming webhook"),
        "role" => T("Role"),
        "token" => T("API token"),
        _ => T("Type"),
    };

    /// <summary>Its page; null where there is none for the reader.</summary>
    public static string? HrefOf(TouchedThing thing) => thing.Id is not { } id ? null : thing.Kind switch
    {
        "webhook" => $"admin/webhooks/{id}",
        "hook" => $"admin/webhooks/incoming/{id}",
        "role" => $"admin/settings/roles/{id}",
        "token" => $"admin/settings/tokens/{id}",
        _ => $"admin/types/{id}",
    };

    private static string Spoken(string option) => option switch
    {
        "name" => T("Singular"),
        "type" => T("Kind"),
        "enum" => T("Words"),
        "regex" => T("Pattern"),
        "inversed_by" => T("Seen from the other side as"),
        "allowed_types" => T("Allowed types"),
        "component" => T("Component"),
        "components" => T("Components"),
        "default" => T("Default"),
        "display_name" => T("Display name"),
        "draft_and_publish" => T("Draft and publish"),
        "indexed" => T("Indexed"),
        "mapped_by" => T("Mapped by"),
        "max" => T("Max"),
        "max_length" => T("Max length"),
        "min" => T("Min"),
        "min_length" => T("Min length"),
        "multiple" => T("Multiple"),
        "plural" => T("Plural"),
        "private" => T("Private"),
        "relation" => T("Relation"),
        "repeatable" => T("Repeatable"),
        "required" => T("Required"),
        "searchable" => T("Searchable"),
        "target" => T("Target"),
        "target_field" => T("Target field"),
        "unique" => T("Unique"),
        _ => option,
    };

    private static string Value(string? json)
    {
        if (json is null or "null") return T("none");
        var value = JsonElement.Parse(json);
        return value.ValueKind switch
        {
            JsonValueKind.True => T("yes"),
            JsonValueKind.False => T("no"),
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(item => item.ToString())),
            _ => value.GetRawText(),
        };
    }
}
