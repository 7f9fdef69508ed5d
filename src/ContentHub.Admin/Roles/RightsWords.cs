using ContentHub.Access;
using ContentHub.ContentTypes;

namespace ContentHub.Admin.Roles;

/// <summary>Rights in plain words.</summary>
internal static class RightsWords
{
    /// <summary>What the right that is not to entries lets people do.</summary>
    public static string Of(Permission permission) => permission switch
    {
        Permission.MediaRead => "See files",
        Permission.MediaWrite => "Upload, change and delete files",
        Permission.TypesRead => "See content types",
        Permission.TypesManage => "Create, change and delete content types",
        Permission.EventsRead => "Read the event log",
        Permission.EventsRaise => "Raise custom events",
        Permission.WebhooksManage => "Manage webhooks and incoming hooks, with their secrets",
        Permission.AccessManage => "Manage people, roles and API tokens",
        Permission.AuditRead => "Read the audit log",
        _ => permission.Name(),
    };

    /// <summary><c>entries.read</c> → "Read".</summary>
    public static string Deed(Permission permission) => char.ToUpperInvariant(permission.Deed()[0]) + permission.Deed()[1..];

    /// <summary>"Own entries only", "3 of 7 fields".</summary>
    public static string Of(EntryRight right, ContentType? type) => (right, type) switch
    {
        ({ Fields: null, Own: false }, _) => "All entries",
        ({ Fields: null }, _) => "Own entries only",
        ({ Own: false }, { } known) => $"All entries, {Fields(right, known)}",
        (_, { } known) => $"Own entries only, {Fields(right, known)}",
        _ => "Some fields",
    };

    /// <summary>"all fields", "3 of 7 fields".</summary>
    public static string Fields(EntryRight right, ContentType type) =>
        right.Fields is null ? "all fields" : $"{type.Attributes.Count(a => right.Reaches(a.Id.Value))} of {type.Attributes.Count} fields";
}
