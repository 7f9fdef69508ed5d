using System.Text.Json;
using ContentHub.Admin.Components;
using ContentHub.ContentTypes;

namespace ContentHub.Admin.ContentTypes;

/// <summary>Plans in words.</summary>
internal static class TypePlanWords
{
    public static string Of(PlannedDeed deed) => deed switch
    {
        PlannedDeed.Added => "Added",
        PlannedDeed.Removed => "Removed",
        PlannedDeed.Renamed => "Renamed",
        PlannedDeed.Reordered => "Moved",
        _ => "Changed",
    };

    public static Tone ToneOf(PlannedDeed deed) => deed switch
    {
        PlannedDeed.Added => Tone.Success,
        PlannedDeed.Removed => Tone.Danger,
        _ => Tone.Info,
    };

    public static string Of(PlannedEffect effect) => effect switch
    {
        PlannedEffect.Loses => "Lost",
        PlannedEffect.Fails => "New rule",
        _ => "In the way",
    };

    public static Tone ToneOf(PlannedEffect effect) => effect == PlannedEffect.Fails ? Tone.Warning : Tone.Danger;

    /// <summary>One option before and after.</summary>
    public static string Of(JsonChange option) => $"{Spoken(option.Path)}: {Value(option.Before)} → {Value(option.After)}";

    public static string KindOf(TouchedThing thing) => thing.Kind switch
    {
        "webhook" => "Webhook",
        "hook" => "Incoming webhook",
        "role" => "Role",
        "token" => "API token",
        _ => "Type",
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
        "name" => "Singular",
        "type" => "Kind",
        "enum" => "Words",
        "regex" => "Pattern",
        "inversed_by" => "Seen from the other side as",
        _ => char.ToUpperInvariant(option[0]) + option[1..].Replace('_', ' '),
    };

    private static string Value(string? json)
    {
        if (json is null or "null") return "none";
        var value = JsonElement.Parse(json);
        return value.ValueKind switch
        {
            JsonValueKind.True => "yes",
            JsonValueKind.False => "no",
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(item => item.ToString())),
            _ => value.GetRawText(),
        };
    }
}
