namespace ContentHub.Access;

/// <summary>What may be granted. The name on the wire is the kind and the deed in lower case, for instance <c>entries.read</c>.</summary>
public enum Permission
{
    /// <summary>Read entries of all types.</summary>
    EntriesRead,

    /// <summary>Create, change and delete entries.</summary>
    EntriesWrite,

    /// <summary>Read files' data.</summary>
    MediaRead,

    /// <summary>Upload and delete files.</summary>
    MediaWrite,

    /// <summary>Read content types.</summary>
    TypesRead,

    /// <summary>Create, change and delete content types.</summary>
    TypesManage,

    /// <summary>Read the event log.</summary>
    EventsRead,

    /// <summary>Raise custom events.</summary>
    EventsRaise,

    /// <summary>Webhooks, their secrets and their deliveries.</summary>
    WebhooksManage,

    /// <summary>Users and API tokens.</summary>
    AccessManage,

    /// <summary>Read the audit log: who managed what, content changes among it.</summary>
    AuditRead,
}

/// <summary>Names on the wire.</summary>
public static class Permissions
{
    /// <summary><c>EntriesRead</c> → <c>entries.read</c>.</summary>
    public static string Name(this Permission permission)
    {
        var text = permission.ToString();
        var second = 1 + text.AsSpan(1).IndexOfAnyInRange('A', 'Z');
        return string.Concat(text[..second], ".", text[second..]).ToLowerInvariant();
    }

    /// <summary>Every permission there is.</summary>
    public static IReadOnlySet<Permission> All { get; } = Enum.GetValues<Permission>().ToHashSet();

    /// <summary>What a read-only token may do.</summary>
    public static IReadOnlySet<Permission> ReadOnly { get; } = new HashSet<Permission> { Permission.EntriesRead, Permission.MediaRead, Permission.TypesRead };
}
