using System.Globalization;
using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Http;
using ContentHub.Persistence;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Roles;

/// <summary>What would become of a call.</summary>
/// <param name="Actor">Who would make it: <c>user:1</c>, <c>role:5</c>, <c>anonymous</c>.</param>
/// <param name="Reason">In one sentence.</param>
/// <param name="Needed">One of these is enough; empty for what everybody may call.</param>
/// <param name="Type">The content type that it is about; null for none.</param>
/// <param name="Limits">The needed rights that the actor has.</param>
/// <param name="Roles">Names of the roles that may make the call.</param>
public sealed record AccessExplanation(
    string Method, string Path, string Actor, bool Allowed, string Reason, IReadOnlyList<Permission> Needed, ContentType? Type, IReadOnlyDictionary<Permission, EntryRight> Limits, IReadOnlyList<string> Roles);

/// <summary>Says why a call would be refused, by the same marks on the routes of the running server that refuse it.</summary>
public sealed class AccessExplainer
{
    private readonly Database _database;
    private readonly ContentTypeService _types;
    private readonly EndpointDataSource _endpoints;

    internal AccessExplainer(Database database, ContentTypeService types, EndpointDataSource endpoints)
    {
        _database = database;
        _types = types;
        _endpoints = endpoints;
    }

    /// <summary>Problems: Unauthorized, Forbidden (for anyone but oneself one needs access.manage), Invalid, NotFound (no such actor).</summary>
    /// <param name="path">With or without a query string.</param>
    /// <param name="other">Who would make the call: <c>user:1</c>, <c>token:3</c>, <c>role:5</c> or <c>public</c>; empty for the actor.</param>
    public async Task<Result<AccessExplanation>> ExplainAsync(Actor actor, string method, string path, string other, CancellationToken ct)
    {
        if (actor.Kind == ActorKind.Anonymous) return new Problem.Unauthorized();
        if (other.Length > 0 && actor.Lacks(Permission.AccessManage) is { } refusal) return refusal;
        if (method.Length is 0 or > 10 || path is not ['/', ..] || path.Length > 2000) return new Problem.Invalid("method and path are those of the call, such as GET and /api/articles", "path");
        method = method.ToUpperInvariant();
        path = path.Split('?')[0];
        if (!(await WhoAsync(actor, other, ct)).Ok(out var who, out var problem)) return problem;
        var roles = await _database.ReadAsync(db => db.Roles.OrderBy(r => r.Id).ToListAsync(ct), ct);

        if (Match(method, path) is not var (access, values)) return Answer(false, "There is nothing to call: no route has this method and path.", [], null, []);
        if (access.AnyOf.Count == 0) return Answer(true, "Everybody may call this; what it shows depends on the caller.", [], null, []);
        var catalog = _types.All();
        var ofEntries = access.AnyOf.All(p => p.IsOfEntries()) && values.TryGetValue("route", out var route);
        var type = ofEntries ? catalog.ByRoute((string)values["route"]!) : null;
        if (ofEntries && type is null) return Answer(false, $"There is no content type behind '{values["route"]}'.", access.AnyOf, null, []);
        bool May(Rights rights) => access.AnyOf.Any(p => type is null ? rights.May(p) : rights.On(type.Id.Value, p) is not null);
        var able = roles.Where(r => May(r.Rights)).Select(r => r.Name).ToArray();
        if (May(who.Rights)) return Answer(true, LimitsOf(type, who.Rights, access.AnyOf), access.AnyOf, type, able);
        var needed = string.Join(" or ", access.AnyOf.Select(p => p.Name())) + (type is null ? "" : $" on {type.Name}");
        return Answer(false, $"{(who.Kind == ActorKind.Anonymous ? "The public" : who.Name)} lacks the permission {needed}.", access.AnyOf, type, able);

        AccessExplanation Answer(bool allowed, string reason, IReadOnlyList<Permission> anyOf, ContentType? about, IReadOnlyList<string> allowing) => new(
            method, path, other.StartsWith("role:", StringComparison.Ordinal) ? other : who.ToString(), allowed, reason, anyOf, about,
            about is null ? new Dictionary<Permission, EntryRight>() : anyOf.Where(p => who.Rights.On(about.Id.Value, p) is not null).ToDictionary(p => p, p => who.Rights.On(about.Id.Value, p)!), allowing);
    }

    private static string LimitsOf(ContentType? type, Rights rights, IReadOnlyList<Permission> anyOf) =>
        type is null || anyOf.Any(p => rights.On(type.Id.Value, p) == EntryRight.Full) ? "It is allowed."
        : anyOf.All(p => rights.On(type.Id.Value, p) is null or { Own: true }) ? "It is allowed for entries that the caller made, and for the fields under limits." : "It is allowed for the fields under limits.";

    private async Task<Result<Actor>> WhoAsync(Actor actor, string other, CancellationToken ct)
    {
        if (other.Length == 0) return actor;
        var parts = other.Split(':');
        var id = parts.Length == 2 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var found = await _database.ReadAsync(
            async db =>
            {
                var actors = ActorSource.Load(db);
                return parts[0] switch
                {
                    "public" => actors.Public,
                    "user" => actors.Users.GetValueOrDefault(new Id<User>(id)),
                    "token" => actors.Tokens.Values.FirstOrDefault(t => t.Token.Id.Value == id)?.Actor,
                    "role" when await db.Roles.SingleOrDefaultAsync(r => r.Id == new Id<Role>(id), ct) is { } role => new Actor(ActorKind.User, 0, role.Name, role.Rights),
                    _ => null,
                };
            },
            ct);
        return found is not null ? found : new Problem.NotFound("actor", other);
    }

    private (EndpointAccess Access, RouteValueDictionary Values)? Match(string method, string path)
    {
        var found = from endpoint in _endpoints.Endpoints.OfType<RouteEndpoint>()
                    let access = endpoint.Metadata.GetMetadata<EndpointAccess>()
                    where access is not null && endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains(method) == true && endpoint.RoutePattern.RawText is not null
                    let template = TemplateParser.Parse(endpoint.RoutePattern.RawText!)
                    let values = new RouteValueDictionary()
                    where new TemplateMatcher(template, []).TryMatch(path, values) && values.All(v => Fits(template, v.Key, v.Value))
                    orderby endpoint.Order, RoutePrecedence.ComputeInbound(template)
                    select ((EndpointAccess, RouteValueDictionary)?)(access, values);
        return found.FirstOrDefault();
    }

    // The only kinds of constraints that routes of the product have.
    private static bool Fits(RouteTemplate template, string name, object? value) =>
        template.GetParameter(name)?.InlineConstraints.Any(c => c.Constraint is "long" or "int") != true || long.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
}
