using ContentHub.Access;

namespace ContentHub.ContentTypes;

/// <summary>Which rows of a type somebody sees.</summary>
/// <param name="Drafts">Whether drafts are among them.</param>
/// <param name="Owner">Of what is published only the entries that this actor made; null for all.</param>
/// <param name="DraftOwner">The same for drafts.</param>
internal sealed record Sight(bool Drafts, string? Owner, string? DraftOwner)
{
    /// <summary>All of them.</summary>
    public static Sight All { get; } = new(true, null, null);

    /// <summary>Whether of others what is public is seen, but not their drafts.</summary>
    public bool MorePublic => Drafts && DraftOwner is not null && Owner is null;

    /// <summary>The only actor whose entries are seen in the stage; null when those of all are.</summary>
    public string? OwnerAt(Stage stage) => stage == Stage.Draft ? DraftOwner : Owner;
}

/// <summary>Rights to entries, in terms of types. What an actor may not see is not in the types that it gets: so it can neither be answered, nor filtered, sorted or populated by, nor described.</summary>
public static class ContentAccess
{
    /// <summary>The right to entries of the type; null for none.</summary>
    public static EntryRight? On(this Actor actor, ContentType type, Permission permission) => actor.Rights.On(type.Id.Value, permission);

    /// <summary>The refusal when the right to entries of the type is lacking; null when there is one, maybe a limited one.</summary>
    public static Problem? Lacks(this Actor actor, Permission permission, ContentType type) => actor.On(type, permission) is null ? actor.Refusal(On(permission, type.Name)) : null;

    /// <summary>The refusal when the actor may not do that to this entry. Who cannot see it is told that it is not there.</summary>
    /// <param name="maker">Who made the entry.</param>
    /// <param name="key">As the actor named it.</param>
    public static Problem? Lacks(this Actor actor, Permission permission, ContentType type, string maker, string key)
    {
        if (actor.Lacks(permission, type) is { } refusal) return refusal;
        if (actor.On(type, permission) is { Own: false } || maker == actor.ToString()) return null;
        return actor.On(type, Permission.EntriesRead) is { Own: false }
            ? new Problem.Forbidden(permission.Name(), $"Your permission '{On(permission, type.Name)}' is for entries that you made.")
            : new Problem.NotFound(type.Name, key);
    }

    /// <summary>The refusal when the right does not reach every attribute, which what is to be done touches as a whole.</summary>
    internal static Problem? LacksWhole(this Actor actor, Permission permission, ContentType type) =>
        actor.Lacks(permission, type) ?? (actor.On(type, permission) is { Fields: null } ? null : new Problem.Forbidden(permission.Name(), $"This needs the permission '{On(permission, type.Name)}' for all of its fields."));

    /// <summary>The refusal when a value may not be written.</summary>
    internal static Problem? LacksFields(this Actor actor, Permission permission, ContentType type, IEnumerable<string> attributes) =>
        attributes.FirstOrDefault(name => type.Find(name) is { } attribute && actor.On(type, permission)?.Reaches(attribute.Id.Value) != true) is { } forbidden
            ? actor.Refusal(On(permission, $"{type.Name}.{forbidden}")) : null;

    /// <summary>The type behind a route. Who has no right to it learns as much as about one that does not exist. Problems: Unauthorized, Forbidden, NotFound.</summary>
    internal static Result<ContentType> Find(this ContentTypeCatalog catalog, Actor actor, string route, Permission permission) => catalog.Allowed(actor, catalog.ByRoute(route), route, permission);

    /// <summary>The same for a type that was looked up otherwise.</summary>
    /// <param name="name">As the actor named it.</param>
    internal static Result<ContentType> Allowed(this ContentTypeCatalog catalog, Actor actor, ContentType? type, string name, Permission permission) =>
        type is not null && actor.On(type, permission) is not null ? type
        : actor.Rights.MayOnEveryType(permission) ? new Problem.NotFound("content type", name)
        : actor.Refusal(actor.May(permission) ? On(permission, name) : permission.Name());

    /// <summary>The type as whoever writes it knows it: what he may neither read nor write is not in it.</summary>
    internal static ContentType WritableBy(this ContentTypeCatalog catalog, Actor actor, ContentType type, Permission permission)
    {
        if (actor.Rights.IsEverything) return type;
        var seen = catalog.SeenBy(actor).ById(type.Id);
        return type.With(type.Attributes.Where(a => seen?.Find(a.Name) is not null || (actor.On(type, permission)?.Reaches(a.Id.Value) == true && !LeadsIntoTheDark(catalog, actor, a))), Sight.All);
    }

    /// <summary>What of a type an answer to a write may show: nothing but its keys to who may not read it.</summary>
    internal static ContentType ShownTo(this ContentTypeCatalog seen, ContentType type) => seen.ById(type.Id) ?? type.With([], Sight.All);

    /// <summary>The types with what the actor may read of them.</summary>
    internal static ContentTypeCatalog SeenBy(this ContentTypeCatalog catalog, Actor actor) =>
        actor.Rights.IsEverything ? catalog : catalog.Seen(actor.Rights, actor.ToString(), () => Trim(catalog, actor));

    private static ContentTypeCatalog Trim(ContentTypeCatalog catalog, Actor actor) => new(
        [.. catalog.All.Where(t => t.Kind == ContentTypeKind.Component || actor.On(t, Permission.EntriesRead) is not null).Select(t => t.With(
            t.Attributes.Where(a => (t.Kind == ContentTypeKind.Component || actor.On(t, Permission.EntriesRead)!.Reaches(a.Id.Value)) && !LeadsIntoTheDark(catalog, actor, a)),
            t.Kind == ContentTypeKind.Component ? Sight.All : SightOf(actor, t)))]);

    // To entries that are not seen, or by an attribute of the other side that is not.
    private static bool LeadsIntoTheDark(ContentTypeCatalog catalog, Actor actor, ContentAttribute attribute) =>
        attribute is RelationAttribute relation && catalog.ByName(relation.Target) is { } target
        && (actor.On(target, Permission.EntriesRead) is not { } right || (relation.MappedBy is { } other && target.Find(other) is { } owner && !right.Reaches(owner.Id.Value)));

    private static Sight SightOf(Actor actor, ContentType type)
    {
        var me = actor.ToString();
        var owner = actor.On(type, Permission.EntriesRead)!.Own ? me : null;
        EntryRight?[] changes = [actor.On(type, Permission.EntriesUpdate), actor.On(type, Permission.EntriesPublish)];
        var ofAll = owner is null && changes.Any(c => c is { Own: false });
        return new Sight(ofAll || changes.Any(c => c is not null) || actor.On(type, Permission.EntriesCreate) is not null, owner, ofAll ? null : me);
    }

    private static string On(Permission permission, string what) => $"{permission.Name()} on {what}";
}
