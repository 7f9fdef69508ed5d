using ContentHub.Access;
using ContentHub.Admin.Entries;
using ContentHub.Admin.Layout;
using ContentHub.ContentTypes;

namespace ContentHub.Admin.Palette;

/// <summary>A place in the panel that one can go to by name.</summary>
/// <param name="Kind">What it is, in a word or two: <c>Page</c>, <c>New</c>, the name of a type.</param>
/// <param name="Icon">A name in <see cref="Components.Icons"/>.</param>
/// <param name="Href">Relative to the base address.</param>
internal sealed record Destination(string Title, string Kind, string Icon, string Href)
{
    /// <summary>Everything that needs no question to the database, in the order in which it is offered.</summary>
    public static IReadOnlyList<Destination> All(Actor actor, IReadOnlyList<ContentType> types)
    {
        var pages = NavItem.All.Where(i => i.IsFor(actor) && i.Below is null).Select(i => new Destination(i.Title, T("Page"), i.Icon, i.Href));
        var lists = types.Select(t => new Destination(t.DisplayName, t.Kind == ContentTypeKind.Single ? T("Single") : T("Collection"), "file-text", EntryAddress.Of(t)));
        var made = types.Where(t => t.Kind == ContentTypeKind.Collection && actor.On(t, Permission.EntriesCreate) is not null).Select(t => new Destination(T("New entry in {0}", t.DisplayName), T("New"), "plus", EntryAddress.Of(t, "new")));
        return [.. pages, .. lists, .. made, .. Further.Where(f => actor.May(f.Needs)).Select(f => f.Place), .. NavItem.Settings.Where(i => i.IsFor(actor)).Select(i => new Destination(i.Title, T("Settings"), i.Icon, i.Href)), new(T("Profile"), T("Page"), "user", "admin/profile")];
    }

    // Pages below those of the rail.
    private static (Permission Needs, Destination Place)[] Further =>
    [
        (Permission.TypesManage, new(T("New type"), T("New"), "plus", "admin/types/new")),
        (Permission.WebhooksManage, new(T("New webhook"), T("New"), "plus", "admin/webhooks/new")),
        (Permission.WebhooksManage, new(T("Incoming hooks"), T("Page"), "webhook", "admin/webhooks/incoming")),
        (Permission.WebhooksManage, new(T("New incoming hook"), T("New"), "plus", "admin/webhooks/incoming/new")),
        (Permission.WebhooksManage, new(T("Inbox"), T("Page"), "inbox", "admin/webhooks/inbox")),
        (Permission.WebhooksManage, new(T("Allowed targets"), T("Page"), "shield", "admin/webhooks/allowed-targets")),
        (Permission.EventsRead, new(T("Event catalogue"), T("Page"), "bolt", "admin/events/catalogue")),
        (Permission.EntriesDelete, new(T("Trash"), T("Page"), "trash", "admin/trash")),
        (Permission.AccessManage, new(T("Invite somebody"), T("New"), "plus", "admin/settings/users?invite=true")),
        (Permission.AccessManage, new(T("New API token"), T("New"), "plus", "admin/settings/tokens/new")),
        (Permission.AccessManage, new(T("New role"), T("New"), "plus", "admin/settings/roles/new")),
    ];

    /// <summary>Whether each of the words is in the title or the kind, whatever its case.</summary>
    public bool Fits(string[] words) => words.All(w => Title.Contains(w, StringComparison.OrdinalIgnoreCase) || Kind.Contains(w, StringComparison.OrdinalIgnoreCase));

    /// <summary>Lower is better: the title begins with what was typed, then a word of it, then the rest.</summary>
    public int Rank(string text) =>
        Title.StartsWith(text, StringComparison.OrdinalIgnoreCase) ? 0 : Title.Contains(" " + text, StringComparison.OrdinalIgnoreCase) ? 1 : 2;
}
