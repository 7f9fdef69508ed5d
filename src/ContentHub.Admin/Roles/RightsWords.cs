using ContentHub.Access;
using ContentHub.ContentTypes;

namespace ContentHub.Admin.Roles;

/// <summary>Rights in plain words.</summary>
internal static class RightsWords
{
    /// <summary>What the right that is not to entries lets people do.</summary>
    public static string Of(Permission permission) => permission switch
    {
        Permission.MediaRead => T("See files"),
        Permission.MediaWrite => T("Upload, change and delete files"),
        Permission.TypesRead => T("See content types"),
        Permission.TypesManage => T("Create, change and delete content types"),
        Permission.EventsRead => T("Read the event log"),
        Permission.EventsRaise => T("Raise custom events"),
        Permission.WebhooksManage => T("Manage webhooks and incoming hooks, with their secrets"),
        Permission.AccessManage => T("Manage people, roles and API tokens"),
        Permission.AuditRead => T("Read the audit log"),
        Permission.MetricsRead => T("Read the server's metrics"),
        _ => permission.Name(),
    };

    /// <summary><c>entries.read</c> → "Read".</summary>
    public static string Deed(Permission permission) => permission switch
    {
        Permission.EntriesRead => T("Read"),
        Permission.EntriesCreate => T("Create"),
        Permission.EntriesUpdate => T("Update"),
        Permission.EntriesDelete => T("Delete"),
        Permission.EntriesPublish => T("Publish"),
        _ => Of(permission),
    };

    /// <summary>One right to entries of the type: "Article: read".</summary>
    public static string Label(string type, Permission permission) => permission switch
    {
        Permission.EntriesRead => T("{0}: read", type),
        Permission.EntriesCreate => T("{0}: create", type),
        Permission.EntriesUpdate => T("{0}: update", type),
        Permission.EntriesDelete => T("{0}: delete", type),
        Permission.EntriesPublish => T("{0}: publish", type),
        _ => permission.Name(),
    };

    /// <summary>The fields of such a right: "Article: fields to read".</summary>
    public static string FieldsTo(string type, Permission permission) => permission switch
    {
        Permission.EntriesRead => T("{0}: fields to read", type),
        Permission.EntriesCreate => T("{0}: fields to create", type),
        Permission.EntriesUpdate => T("{0}: fields to update", type),
        _ => permission.Name(),
    };

    /// <summary>"Own entries only", "3 of 7 fields".</summary>
    public static string Of(EntryRight right, ContentType? type) => (right, type) switch
    {
        ({ Fields: null, Own: false }, _) => T("All entries"),
        ({ Fields: null }, _) => T("Own entries only"),
        ({ Own: false }, { } known) => T("All entries, {0} of {1} fields", Reached(right, known), known.Attributes.Count),
        (_, { } known) => T("Own entries only, {0} of {1} fields", Reached(right, known), known.Attributes.Count),
        _ => T("Some fields"),
    };

    /// <summary>"all fields", "3 of 7 fields".</summary>
    public static string Fields(EntryRight right, ContentType type) =>
        right.Fields is null ? T("all fields") : T("{0} of {1} fields", Reached(right, type), type.Attributes.Count);

    private static int Reached(EntryRight right, ContentType type) => type.Attributes.Count(a => right.Reaches(a.Id.Value));
}
