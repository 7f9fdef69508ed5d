using ContentHub.Access;
using Microsoft.AspNetCore.Components.Routing;

namespace ContentHub.Admin.Layout;

/// <summary>One entry of the left rail.</summary>
/// <param name="Title">As shown.</param>
/// <param name="Icon">A name in <see cref="Components.Icons"/>.</param>
/// <param name="Href">Relative to the base address, for instance <c>admin/webhooks</c>.</param>
/// <param name="Needs">Who lacks it does not see the entry; null for everybody.</param>
/// <param name="Match">Whether pages below the address mark the entry as current, too.</param>
/// <param name="Below">Who sees none of these does not see the entry; null where nothing lies below.</param>
internal sealed record NavItem(string Title, string Icon, string Href, Permission? Needs = null, NavLinkMatch Match = NavLinkMatch.Prefix, IReadOnlyList<NavItem>? Below = null)
{
    /// <summary>Whether the actor has a use for it.</summary>
    public bool IsFor(Actor? actor) => (Needs is not { } needed || actor?.May(needed) == true) && Below?.Any(item => item.IsFor(actor)) != false;

    /// <summary>The second column of the settings. A page that belongs there adds its line here.</summary>
    public static IReadOnlyList<NavItem> Settings =>
    [
        new(T("Users"), "users", "admin/settings/users", Permission.AccessManage),
        new(T("API tokens"), "key", "admin/settings/tokens", Permission.AccessManage),
        new(T("Roles"), "shield", "admin/settings/roles", Permission.AccessManage),
        new(T("Access check"), "lock", "admin/settings/access", Permission.AccessManage),
        new(T("Audit log"), "history", "admin/settings/audit", Permission.AuditRead),
        new(T("Jobs"), "clock", "admin/settings/jobs", Permission.AccessManage),
        new(T("Retention"), "history", "admin/settings/retention", Permission.AccessManage),
    ];

    /// <summary>The rail from top to bottom. A page that belongs there adds its line here, and only then.</summary>
    public static IReadOnlyList<NavItem> All =>
    [
        new(T("Home"), "home", "admin", Match: NavLinkMatch.All),
        new(T("Content"), "file-text", "admin/content", Permission.EntriesRead),
        new(T("Media"), "photo", "admin/media", Permission.MediaRead),
        new(T("Webhooks"), "webhook", "admin/webhooks", Permission.WebhooksManage),
        new(T("Events"), "bolt", "admin/events", Permission.EventsRead),
        new(T("Types"), "stack-2", "admin/types", Permission.TypesRead),
        new(T("Settings"), "settings", "admin/settings", Below: Settings),
    ];

    /// <summary>Only while developing.</summary>
    public static NavItem Gallery => new(T("Gallery"), "palette", "admin/gallery");
}
