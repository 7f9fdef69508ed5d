namespace ContentHub.Access;

/// <summary>Who asks. Passed to every service method; never looked up from the surroundings.</summary>
/// <param name="Kind">A person, a token, a hook, the product itself or nobody.</param>
/// <param name="Id">Key of the user, token or hook; 0 otherwise.</param>
/// <param name="Name">E-mail of the user, or name of the token or hook, as history shows it.</param>
/// <param name="Rights">What this actor may do.</param>
public sealed record Actor(ActorKind Kind, long Id, string Name, Rights Rights)
{
    /// <summary>Whence the request came; null where there is none. For the audit log alone.</summary>
    public Origin? Origin { get; init; }

    /// <summary>Nobody, with no rights at all; see <see cref="ActorSource.Anonymous"/> for what the public may do.</summary>
    public static Actor Anonymous { get; } = new(ActorKind.Anonymous, 0, "anonymous", Rights.None);

    /// <summary>The product itself: start-up, types as files, jobs.</summary>
    public static Actor System { get; } = new(ActorKind.System, 0, "system", Rights.All);

    /// <summary>Whether this actor holds the permission; of entries, for at least one type.</summary>
    public bool May(Permission permission) => Rights.May(permission);

    /// <summary>The refusal when the permission is lacking: 401 for nobody, 403 for the known; null when allowed.</summary>
    public Problem? Lacks(Permission permission) => May(permission) ? null : Refusal(permission.Name());

    /// <summary>The refusal of what needs that permission.</summary>
    /// <param name="permission">With what it is needed for: <c>entries.update on article</c>.</param>
    public Problem Refusal(string permission) => Kind == ActorKind.Anonymous ? new Problem.Unauthorized() : new Problem.Forbidden(permission);

    /// <summary>Whether the other is the same one, with the same rights.</summary>
    public bool IsAs(Actor other) => (Kind, Id, Name) == (other.Kind, other.Id, other.Name) && (Rights == other.Rights || Rights.Covers(other.Rights) && other.Rights.Covers(Rights));

    /// <summary>As stored beside events and entries: <c>user:1</c>, <c>token:3</c>, <c>hook:2</c>, <c>system</c>.</summary>
    public override string ToString() => Kind is ActorKind.User or ActorKind.Token or ActorKind.Hook ? $"{Kind.ToString().ToLowerInvariant()}:{Id}" : Kind.ToString().ToLowerInvariant();
}

/// <summary>The kinds of <see cref="Actor"/>.</summary>
public enum ActorKind
{
    /// <summary>No credentials.</summary>
    Anonymous,

    /// <summary>A person who signed in.</summary>
    User,

    /// <summary>An API token.</summary>
    Token,

    /// <summary>The product itself.</summary>
    System,

    /// <summary>An incoming hook, for what its mapping makes.</summary>
    Hook,
}
