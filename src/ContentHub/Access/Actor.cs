namespace ContentHub.Access;

/// <summary>Who asks. Passed to every service method; never looked up from the surroundings.</summary>
/// <param name="Kind">A person, a token, a hook, the product itself or nobody.</param>
/// <param name="Id">Key of the user, token or hook; 0 otherwise.</param>
/// <param name="Name">E-mail of the user, or name of the token or hook, as history shows it.</param>
/// <param name="Granted">What this actor may do.</param>
public sealed record Actor(ActorKind Kind, long Id, string Name, IReadOnlySet<Permission> Granted)
{
    /// <summary>Whence the request came; null where there is none. For the audit log alone.</summary>
    public Origin? Origin { get; init; }

    /// <summary>Nobody: may do nothing.</summary>
    public static Actor Anonymous { get; } = new(ActorKind.Anonymous, 0, "anonymous", new HashSet<Permission>());

    /// <summary>The product itself: start-up, types as files, jobs.</summary>
    public static Actor System { get; } = new(ActorKind.System, 0, "system", Permissions.All);

    /// <summary>Whether this actor holds the permission.</summary>
    public bool May(Permission permission) => Granted.Contains(permission);

    /// <summary>The refusal when the permission is lacking: 401 for nobody, 403 for the known; null when allowed.</summary>
    public Problem? Lacks(Permission permission) => May(permission) ? null
        : Kind == ActorKind.Anonymous ? new Problem.Unauthorized()
        : new Problem.Forbidden(permission.Name());

    /// <summary>As stored beside events: <c>user:1</c>, <c>token:3</c>, <c>hook:2</c>, <c>system</c>.</summary>
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
