using System.Net;
using System.Text.RegularExpressions;
using ContentHub.Access;
using ContentHub.Http;
using ContentHub.Testing;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Server.Tests.Access;

/// <summary>Every route of the API, called by everybody, against one table.</summary>
public sealed partial class MatrixTests(Sites sites) : IClassFixture<Sites>
{
    private const string Anonymous = "anonymous", ReadOnly = "read-only", Custom = "custom", Author = "author", Editor = "editor", Owner = "owner";

    /// <summary>Who has a permission, in the roles as they come and with the tokens made here; the owner has them all.</summary>
    private static readonly Dictionary<Permission, string[]> May = new()
    {
        [Permission.EntriesRead] = [ReadOnly, Custom, Author, Editor],
        [Permission.EntriesCreate] = [Author, Editor],
        [Permission.EntriesUpdate] = [Custom, Author, Editor],
        [Permission.EntriesDelete] = [Author, Editor],
        [Permission.EntriesPublish] = [Editor],
        [Permission.MediaRead] = [ReadOnly, Author, Editor],
        [Permission.MediaWrite] = [Author, Editor],
        [Permission.TypesRead] = [ReadOnly],
        [Permission.TypesManage] = [],
        [Permission.EventsRead] = [Editor],
        [Permission.EventsRaise] = [],
        [Permission.WebhooksManage] = [],
        [Permission.AccessManage] = [],
        [Permission.AuditRead] = [],
        [Permission.MetricsRead] = [],
    };

    /// <summary>Routes that are for everybody, and guard themselves where they must. Whoever adds one adds it here.</summary>
    private static readonly string[] ForEverybody =
    [
        "POST /admin/api/login", "POST /admin/api/logout", "POST /admin/api/forgot-password", "POST /admin/api/reset-password", "POST /admin/api/users/invitations/accept",
        "GET /admin/api/me", "PATCH /admin/api/me", "POST /admin/api/me/password", "POST /admin/api/me/second-factor", "POST /admin/api/me/second-factor/confirm", "POST /admin/api/me/second-factor/recovery-codes",
        "POST /admin/api/me/second-factor/turn-off", "GET /admin/api/me/sessions", "DELETE /admin/api/me/sessions", "DELETE /admin/api/me/sessions/{id:long}", "GET /admin/api/access/explain",
    ];

    [Fact]
    public async Task Each_route_admits_those_who_have_its_permission_and_nobody_else()
    {
        var routes = Routes();
        Assert.Equal(ForEverybody.Order(), routes.Where(r => r.AnyOf.Count == 0).Select(r => $"{r.Method} {r.Pattern}").Order());
        var site = await sites.OnAsync();
        var callers = await CallersAsync(site);

        var wrong = new List<string>();
        foreach (var (method, pattern, anyOf) in routes.Where(r => r.AnyOf.Count > 0))
        {
            foreach (var (name, token) in callers)
            {
                var expected = name == Owner || anyOf.Any(p => May[p].Contains(name));
                var status = await CallAsync(site, token, method, pattern);
                var refusal = name == Anonymous ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden;
                // Whoever is admitted may be told that there is no such thing, or that the body is wrong; of limits to fields and own entries other tests speak.
                if (expected ? status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden || (int)status >= 500 : status != refusal) wrong.Add($"{method} {pattern} as {name}: {(int)status}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    private static (string Method, string Pattern, IReadOnlyList<Permission> AnyOf)[] Routes()
    {
        using var data = new TempFolder();
        using var app = (IDisposable)ServerHost.Build([$"--Storage:DataDirectory={data.Path}"], builder => builder.Environment.ApplicationName = "ContentHub.Server");
        return [.. from endpoint in ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
                   let access = endpoint.Metadata.GetMetadata<EndpointAccess>()
                   let pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/')
                   where access is not null && (pattern.StartsWith("/api/", StringComparison.Ordinal) || pattern.StartsWith("/admin/api/", StringComparison.Ordinal) || pattern == "/metrics")
                   from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
                   select (method, pattern, access.AnyOf)];
    }

    private static async Task<HttpStatusCode> CallAsync(Site site, string? token, string method, string pattern)
    {
        // Keys that nothing has: what is admitted must not change anything for the next.
        var path = Parameter().Replace(pattern.Replace("{route}", "addresses", StringComparison.Ordinal).Replace("{key}", "999999", StringComparison.Ordinal), "999999");
        using var client = site.Server.CreateClient(token);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is not ("GET" or "HEAD")) request.Content = new StringContent("{}", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);   // the stream of events never ends
        return response.StatusCode;
    }

    private static async Task<(string Name, string? Token)[]> CallersAsync(Site site)
    {
        async Task<string> TokenAsync(object form) => (await site.Api.PostAsync("/admin/api/tokens", new { data = form })).Expect(HttpStatusCode.Created).Data.Text("token")!;
        async Task<string> PersonAsync(string name, Id<Role> role)
        {
            var invited = (await site.Api.PostAsync("/admin/api/users/invitations", new { data = new { email = $"{name}@example.com", role_id = role.Value } })).Expect(HttpStatusCode.Created).Data;
            (await site.Api.PostAsync("/admin/api/users/invitations/accept", new { token = invited.Text("link")!.Split("token=")[1], name, password = Given.Password })).Expect(HttpStatusCode.Created);
            return (await site.Api.PostAsync("/admin/api/login", new { email = $"{name}@example.com", password = Given.Password })).Expect(HttpStatusCode.OK).Data.Text("token")!;
        }

        return
        [
            (Anonymous, null), (ReadOnly, await TokenAsync(new { name = "matrix read-only", type = "read-only" })),
            (Custom, await TokenAsync(new { name = "matrix custom", type = "custom", entries = new { address = new { read = true, update = true } } })),
            (Author, await PersonAsync("matrix-author", Role.Author)), (Editor, await PersonAsync("matrix-editor", Role.Editor)), (Owner, await PersonAsync("matrix-owner", Role.Owner)),
        ];
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
