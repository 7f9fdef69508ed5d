namespace ContentHub.Access;

/// <summary>What may be granted. The name on the wire is the kind and the deed in lower case, for instance <c>entries.read</c>. Those of entries are granted for content types, see <see cref="Rights"/>.</summary>
public enum Permission
{
    /// <summary>Read what is published of entries; drafts only together with the right to change or publish them.</summary>
    EntriesRead,

    /// <summary>Add entries.</summary>
    EntriesCreate,

    /// <summary>Change entries.</summary>
    EntriesUpdate,

    /// <summary>Move entries to the trash and get them back.</summary>
    EntriesDelete,

    /// <summary>Publish entries and take them back, now or at a given time.</summary>
    EntriesPublish,

    /// <summary>Read files' data.</summary>
    MediaRead,

    /// <summary>Upload, change and delete files.</summary>
    MediaWrite,

    /// <summary>Read content types.</summary>
    TypesRead,

    /// <summary>Create, change and delete content types.</summary>
    TypesManage,

    /// <summary>Read the event log.</summary>
    EventsRead,

    /// <summary>Raise custom events.</summary>
    EventsRaise,

    /// <summary>Webhooks, their secrets and their deliveries, and incoming hooks. Deliveries show what receivers got.</summary>
    WebhooksManage,

    /// <summary>Users, roles and API tokens, none above one's own rights.</summary>
    AccessManage,

    /// <summary>Read the audit log: who managed what, content changes among it.</summary>
    AuditRead,

    /// <summary>Read the server's numbers: counts and times, no content, no names.</summary>
    MetricsRead,
}

/// <summary>Names on the wire, and the usual sets.</summary>
public static class Permissions
{
    /// <summary>Those that are granted for content types.</summary>
    public static IReadOnlyList<Permission> OfEntries { get; } =
        [Permission.EntriesRead, Permission.EntriesCreate, Permission.EntriesUpdate, Permission.EntriesDelete, Permission.EntriesPublish];

    /// <summary>Those that hold everywhere or nowhere.</summary>
    public static IReadOnlyList<Permission> General { get; } = [.. Enum.GetValues<Permission>().Where(p => !p.IsOfEntries())];

    /// <summary>Whether it is granted for content types.</summary>
    public static bool IsOfEntries(this Permission permission) => permission <= Permission.EntriesPublish;

    /// <summary><c>EntriesRead</c> → <c>entries.read</c>.</summary>
    public static string Name(this Permission permission)
    {
        var text = permission.ToString();
        var second = 1 + text.AsSpan(1).IndexOfAnyInRange('A', 'Z');
        return string.Concat(text[..second], ".", text[second..]).ToLowerInvariant();
    }

    /// <summary><c>entries.read</c> → <c>read</c>.</summary>
    public static string Deed(this Permission permission) => permission.Name()[(permission.Name().IndexOf('.', StringComparison.Ordinal) + 1)..];

    /// <summary>The permission of that name on the wire; null when there is none.</summary>
    public static Permission? Named(string name) => Enum.GetValues<Permission>().Cast<Permission?>().FirstOrDefault(p => p!.Value.Name() == name);
}
