using System.Net;

namespace ContentHub.Conformance.Tests.Bodies;

/// <summary>Methods that a content route does not have.</summary>
[Collection(Conformance.Name)]
public sealed class MethodTests(Targets targets)
{
    private const string OfList = "GET, POST", OfEntry = "DELETE, GET, PUT";

    /// <summary>Method; path after <c>/api/</c>; methods that it has, or null where nothing is there.</summary>
    public static IEnumerable<object?[]> Wrong { get; } =
    [
        ["PUT", "tags", OfList], ["DELETE", "tags", OfList], ["POST", "front", OfEntry], ["POST", "tags/publish", OfEntry], ["POST", "tags/unpublish", OfEntry], ["POST", "pages/discard-draft", OfEntry], ["POST", "pages/schedule", OfEntry],
        ["GET", "front/publish", "POST"], ["PUT", "front/unpublish", "POST"], ["DELETE", "front/discard-draft", "POST"], ["PUT", "front/versions", "GET"], ["DELETE", "front/schedule", "GET, POST"],
        ["GET", "front/anything", null], ["PUT", "front/anything", null], ["DELETE", "front/1", null], ["POST", "front/1/duplicate", null], ["GET", "tags/publish", null], ["PUT", "tag", null], ["DELETE", "fronts", null], ["POST", "parts.link", null], ["PUT", "nothings", null], ["POST", "nothings/publish", null],
    ];

    [Theory, OnSqlite(nameof(Wrong)), OnPostgreSql(nameof(Wrong))]
    public async Task A_wrong_method_is_told_from_a_thing_that_is_not_there(Place place, string method, string path, string? allowed)
    {
        var target = await targets.OnAsync(place);

        var answer = await SendAsync(target.Api, method, target.Path(path));

        if (allowed is null) answer.Refused(HttpStatusCode.NotFound, "NotFoundError");
        else Assert.Equal(allowed, answer.Refused(HttpStatusCode.MethodNotAllowed, "MethodNotAllowedError").Header("Allow"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Who_has_no_right_to_a_type_is_not_told_what_it_is(Place place)
    {
        var target = await targets.OnAsync(place);
        var token = await target.OnceAsync("tagger", async () => (await target.Api.PostAsync("/admin/api/tokens", new
        {
            data = new { name = target["tagger"], type = "custom", permissions = Array.Empty<string>(), entries = new Dictionary<string, object> { [target["tag"]] = new { read = new { }, create = new { }, update = new { }, delete = new { }, publish = new { } } } },
        })).Expect(HttpStatusCode.Created).Data.Text("token")!);
        using var tagger = target.Caller(token);
        using var nobody = target.Caller(null);

        foreach (var (method, path) in ((string, string)[])[("POST", "front"), ("PUT", "pages"), ("DELETE", "pages"), ("POST", "pages/publish"), ("GET", "front/publish"), ("DELETE", "front/versions")])
        {
            var (there, missing) = (await SendAsync(tagger, method, target.Path(path)), await SendAsync(tagger, method, target.Path(path.Replace("front", "zzqxw", StringComparison.Ordinal).Replace("pages", "zzqxw", StringComparison.Ordinal))));
            Assert.Equal(missing.Refused(HttpStatusCode.Forbidden, "ForbiddenError").Text.Replace("zzqxw", "", StringComparison.Ordinal), there.Text.Replace("front", "", StringComparison.Ordinal).Replace("pages", "", StringComparison.Ordinal));
            (await SendAsync(nobody, method, target.Path(path))).Refused(HttpStatusCode.Unauthorized, "UnauthorizedError");
        }

        Assert.Equal(OfList, (await SendAsync(tagger, "PUT", target.Path("tags"))).Refused(HttpStatusCode.MethodNotAllowed, "MethodNotAllowedError").Header("Allow"));
    }

    private static Task<Reply> SendAsync(Api api, string method, string path) =>
        api.SendAsync(new HttpMethod(method), path, method is "POST" or "PUT" ? new StringContent("""{"data": {}}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")) : null);
}
