using System.Net;
using System.Text.Json;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Http;

public sealed class FuzzTests(Sites sites) : IClassFixture<Sites>
{
    private const int Requests = 1500;

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1", "1.5", "1e400", "1e999999", "-1e-999999", "9223372036854775807", "99999999999999999999", "\"\"", "\"a\"", "\"1\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"",
        "\"\\ufffe\"", "\"\\uffff\"", "\"\\u202e\"", "\"🗼\"", "\"' OR 1=1 --\"", "\"%_\\\\\"", "\"{{7*7}} ${process.env.PATH} <script>\"", "\"2020-01-01\"", "\"0001-01-01T00:00:00+14:00\"",
        "\"9999-12-31T23:59:59.999-14:00\"", "\"http://127.0.0.1:1/\"", "\"http://[::1\"", "\"http://\\u0000/\"", "\"http://xn--a/\"", "\"http://%/\"", "\"********\"", "\"a@b.c\"", "\"entry.create\"", "\"string\"", "\"relation\"",
        "[]", "[null]", "[[]]", "[1, 1]", "[\"\\u0000\"]", "[\"*\"]", "{}", "{\"id\": 1}", "{\"id\": null}", "{\"connect\": [1], \"disconnect\": [1]}", "{\"connect\": 1, \"set\": null}", "{\"\\ud800\": 1}", "{\"a\\u0000\": 1}",
        "{\"type\": \"string\"}", "{\"type\": \"enumeration\", \"enum\": [\"\\u0000\"]}", "{\"type\": \"enumeration\", \"enum\": [\"\\ud800\"]}", "{\"type\": \"enumeration\", \"enum\": null}", "{\"type\": \"integer\", \"min\": 1e400}",
        "{\"type\": \"string\", \"default\": \"\\ud800\"}", "{\"type\": \"json\", \"default\": {\"a\": \"\\u0000\"}}", "{\"type\": \"json\", \"default\": 1e999999}", "{\"type\": \"uid\", \"target_field\": \"\\u0000\"}", "{\"type\": \"uid\", \"target_field\": \"nowhere\"}",
        "{\"type\": \"string\", \"max_length\": 99999999999}", "{\"type\": \"string\", \"id\": 1}", "{\"type\": \"string\", \"renamed_from\": \"\\ud800\"}", "{\"type\": \"relation\", \"relation\": 1, \"target\": \"category\"}", "{\"type\": [], \"\\ud800\": 1}", "{\"type\": \"relation\", \"relation\": \"manyToOne\", \"target\": null}", "{\"type\": \"relation\", \"relation\": null, \"target\": \"made-0\"}",
        "{\"type\": \"string\", \"default\": null, \"min_length\": null}", "{\"X-A\": \"\\u0000\"}", "{\"X-A\": null}",
    ];

    private static readonly string[] Names =
    [
        "title", "body", "mail", "slug", "count", "price", "active", "day", "at", "colour", "extra", "code", "secret_note", "picture", "pictures", "parent", "friends", "id", "document_id",
        "name", "url", "headers", "events", "eventTypes", "models", "enabled", "timeout_ms", "concurrency", "schedule", "plural", "display_name", "kind", "attributes", "draft_and_publish", "renamed_from",
        "slug", "scheme", "token_name", "id_header", "secret", "mapping", "type", "expires_at", "email", "password", "ids", "data", "\\ud800", "a\\u0000", "",
    ];

    private static readonly string[] Keys = ["1", "0", "-1", "99999999999999999999", "nosuchdocumentid", "%00", "%ff", "%F0%9F%97%BC", "..%2f..", "'", "a%20b", "+", new('a', 3000)];

    private static readonly string[] Routes =
    [
        "/api/fuzzs", "/api/fuzzs/{key}", "/api/{key}", "/api/{key}/{key}", "/api/upload", "/api/upload/files", "/api/upload/files/{key}", "/admin/api/media/folders", "/admin/api/media/folders/{key}", "/admin/api/media/move", "/admin/api/media/delete", "/admin/api/media/{key}/duplicates", "/uploads/{key}",
        "/admin/api/login", "/admin/api/tokens", "/admin/api/tokens/{key}", "/admin/api/content-types", "/admin/api/content-types/{key}",
        "/admin/api/webhooks", "/admin/api/webhooks/test", "/admin/api/webhooks/batch-delete", "/admin/api/webhooks/{key}", "/admin/api/webhooks/{key}/test", "/admin/api/webhooks/{key}/enable",
        "/admin/api/webhooks/{key}/disable", "/admin/api/webhooks/{key}/rotate-secret", "/admin/api/webhooks/{key}/deliveries", "/admin/api/webhooks/deliveries/{key}", "/admin/api/webhooks/deliveries/{key}/redeliver",
        "/hooks/fuzz", "/hooks/{key}", "/inbox/{key}", "/admin/api/hooks", "/admin/api/hooks/{key}", "/admin/api/hooks/{key}/rotate-secret", "/admin/api/hooks/{key}/calls",
        "/admin/api/inboxes", "/admin/api/inboxes/{key}", "/admin/api/inboxes/{key}/requests",
    ];

    private static readonly string[] Queries =
    [
        "", "", "", "?populate=*", "?populate[a][b]=c", "?populate=%00", "?pagination[page]=-1", "?pagination[page]=21474836", "?pagination[pageSize]=0", "?pagination[start]=0&pagination[limit]=%00", "?%00=%00", "?a=%ff", "?a=%ud800", "?event=%00",
        "?url=%00", "?status=99", "?entry=%00", "?after=0001-01-01T00:00:00%2B14:00", "?before=9999-12-31T23:59:59-14:00", "?after=%00", "?[]=1", "?populate=secret_note", "?event=" + "entry.create", "?=", "?&&&",
    ];

    private static readonly string[] Methods = ["GET", "POST", "POST", "POST", "PUT", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"];

    [Theory, OnSqlite, OnPostgreSql]
    public async Task No_request_however_malformed_is_answered_with_a_fault_of_the_server(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await site.Api.DefineAsync(Given.Everything("fuzz"));
        await site.Api.CreateAsync("fuzzs", new { title = "Valid" });
        await site.Api.CreateAsync("categories", new { name = "Valid" });
        (await site.Api.PostAsync("/admin/api/hooks", new { data = new { name = "Fuzz", slug = "fuzz", scheme = "bearer", secret = Given.Token, mapping = new { model = "fuzz", attributes = new { title = "title", extra = "$" } } } })).Expect(HttpStatusCode.Created);
        await using var hook = await site.HookAsync(new { url = "http://127.0.0.1:1/", timeout_ms = 1000, schedule = new[] { 3600 } });
        var random = new Random(1337);
        var faults = new List<string>();

        foreach (var request in Enumerable.Range(0, Requests).Select(_ => Invent(random)).Concat(EveryValueOfEveryAttribute()).Where(r => !r.Path.StartsWith("/admin/api/tokens/1", StringComparison.Ordinal) || r.Method != "DELETE"))
        {
            var answer = await site.Api.SendTextAsync(new HttpMethod(request.Method), request.Path, request.Body, request.ContentType);
            // Many types would only make the rest slow.
            if (request.Path == "/admin/api/content-types" && answer.Status == HttpStatusCode.Created) (await site.Api.DeleteAsync(answer.Header("Location")!)).Expect(HttpStatusCode.NoContent);
            if (Fault(request, answer) is { } fault) faults.Add($"{fault}: {request} -> {(int)answer.Status} {answer.Text}");
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults.Take(40)));
        Assert.Null(site.Server.ExitCode);
        (await site.Api.GetAsync("/health/ready")).Expect(HttpStatusCode.OK);
    }

    private static string? Fault(Invented request, Reply answer)
    {
        if ((int)answer.Status >= 500) return "a fault of the server";
        var json = request.Path.StartsWith("/api/", StringComparison.Ordinal) || request.Path.StartsWith("/admin/api/", StringComparison.Ordinal);
        // What the HTTP parser itself refuses never reaches the product.
        var parsed = !request.Path.Contains("%00", StringComparison.Ordinal) && request.Method is not ("HEAD" or "TRACE");
        if ((int)answer.Status < 400 || !json || !parsed) return null;
        if (answer.Text.Length == 0 || answer.Json.GetProperty("data").ValueKind != JsonValueKind.Null) return "no envelope";
        return answer.Error.Number("status") == (int)answer.Status && answer.Message.Length > 0 && !answer.Text.Contains("   at ", StringComparison.Ordinal) ? null : "a faulty envelope";
    }

    private static Invented Invent(Random random)
    {
        string Any(IReadOnlyList<string> of) => of[random.Next(of.Count)];
        var path = string.Join('/', Any(Routes).Split('/').Select(p => p == "{key}" ? Any(Keys) : p));
        var body = random.Next(10) switch
        {
            0 => Any(Values),
            1 => $$"""{"data": {{Any(Values)}} }""",
            2 => """{"data": {""",
            _ => $$"""{"data": { {{string.Join(", ", Enumerable.Range(0, random.Next(1, 6)).Select(_ => $"\"{Any(Names)}\": {Any(Values)}"))}} } }""",
        };
        string?[] types = ["application/json", "application/json", "application/json", "application/json; charset=utf-16", "text/plain", "multipart/form-data; boundary=b", "multipart/form-data; boundary=", "nonsense", null];
        return new Invented(Any(Methods), path + Any(Queries), body, types[random.Next(types.Length)]);
    }

    private static IEnumerable<Invented> EveryValueOfEveryAttribute()
    {
        var made = 0;
        foreach (var value in Values)
        {
            foreach (var name in Names.Take(17)) yield return Post("/api/fuzzs", (name, value));
            foreach (var name in Names.Skip(19).Take(10)) yield return Post("/admin/api/webhooks/test", ("url", "\"http://127.0.0.1:1/\""), (name, value));
            foreach (var name in new[] { "name", "type", "expires_at" }) yield return Post("/admin/api/tokens", ("name", "\"A\""), ("type", "\"read-only\""), (name, value));
            foreach (var name in new[] { "name", "slug", "scheme", "token_name", "id_header", "secret", "enabled", "mapping" }) yield return Post("/admin/api/hooks", ("name", "\"A\""), ("scheme", "\"header\""), ("token_name", "\"X-Key\""), (name, value));
            foreach (var name in new[] { "model", "attributes", "status" }) yield return new("POST", "/admin/api/hooks", $$$"""{"data": {"name": "A", "mapping": {"model": "fuzz", "attributes": {"title": "a"}, "{{{name}}}": {{{value}}} } } }""".Replace($"\"{name}\": {(name == "model" ? "\"fuzz\"" : "{\"title\": \"a\"}")}, ", "", StringComparison.Ordinal), "application/json");
            yield return new("POST", "/hooks/fuzz", $$"""{"title": {{value}} }""", "application/json");
            foreach (var name in new[] { "email", "password" }) yield return Post("/admin/api/login", ("email", "\"a@b.c\""), ("password", "\"b\""), (name, value));
            foreach (var name in new[] { "name", "plural", "display_name", "kind", "attributes" }) yield return Post("/admin/api/content-types", ("name", $"\"made-{made++}\""), (name, value));
            yield return Post("/admin/api/content-types", ("name", $"\"made-{made++}\""), ("attributes", $$"""{"a": {{value}} }"""));
        }
    }

    /// <summary>Of two properties with the same name the last counts.</summary>
    private static Invented Post(string path, params (string Name, string Value)[] properties) =>
        new("POST", path, $$"""{"data": { {{string.Join(", ", properties.Reverse().DistinctBy(p => p.Name).Select(p => $"\"{p.Name}\": {p.Value}"))}} } }""", "application/json");

    private sealed record Invented(string Method, string Path, string Body, string? ContentType);
}
