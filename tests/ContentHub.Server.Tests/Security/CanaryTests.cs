using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ContentHub.Testing;
using Npgsql;

namespace ContentHub.Server.Tests.Security;

/// <summary>Secrets that sing: one wherever a secret can be put, and then everything that comes out of the server, or lies on its disk, is searched for them.</summary>
public sealed partial class CanaryTests
{
    private readonly Dictionary<string, string> _canaries = [];
    private readonly List<(string Place, string Text)> _heard = [];

    [Theory, OnSqlite, OnPostgreSql]
    public async Task No_secret_is_in_clear_in_logs_answers_exports_or_on_the_disk(DatabaseKind kind)
    {
        using var home = new Home($$"""{"X-Default": "${ process.env.CANARY_DEFAULT }"}""");
        await using var site = await Site.StartAsync(
            kind, home.Variable, ("CANARY_DEFAULT", New("default header")), ("Logging__LogLevel__Default", "Debug"), ("Logging__LogLevel__Microsoft.AspNetCore", "Debug"),
            ("Logging__LogLevel__Microsoft.EntityFrameworkCore", "Debug"), ("Logging__LogLevel__Quartz", "Debug"), ("Mail__Password", New("mail password")), ("OpenId__Authority", "https://login.example.com"), ("OpenId__ClientId", "contenthub"), ("OpenId__ClientSecret", New("client secret")));
        using var nobody = site.Caller(null);
        using var owner = await OwnerAsync(site, nobody);

        await PutSecretsAsync(site, nobody, owner);
        await SendToReceiversAsync(site);
        await AskAmissAsync(site, nobody);
        await ListenAsync(site, owner);
        Assert.Equal(0, await site.Server.StopAsync());

        Hear("the log", site.Server.Output);
        // An inbox shows its owner what came in, the default header of the webhook to it among that; to nobody else.
        AssertSilent(_heard.Where(h => h.Place.StartsWith("/admin/api/inboxes/1/requests/", StringComparison.Ordinal)), but: ["default header"]);
        AssertSilent(_heard.Where(h => !h.Place.StartsWith("/admin/api/inboxes/1/requests/", StringComparison.Ordinal)), but: []);
        // What is private is not shown, but it is content: on the disk it lies as all content does.
        AssertSilent(Files(site), but: ["private attribute"]);
        if (kind == DatabaseKind.PostgreSql) AssertSilent(await RowsAsync(site), but: ["private attribute"]);
        Assert.Contains("dbug: ", site.Server.Output, StringComparison.Ordinal);
    }

    private async Task PutSecretsAsync(Site site, Api nobody, Api owner)
    {
        var api = site.Api;
        _canaries["bootstrap token"] = Given.Token;
        _canaries["owner's password"] = Given.Password;
        _canaries["token"] = (await api.PostAsync("/admin/api/tokens", new { data = new { name = "Build", type = "full-access" } })).Expect(HttpStatusCode.Created).Data.Text("token")!;
        using (var build = site.Caller(_canaries["token"])) await build.GetAsync("/api/addresses");
        await api.DefineAsync(new { name = "diary", draft_and_publish = true, attributes = new Dictionary<string, object> { ["title"] = new { type = "string" }, ["passphrase"] = new { type = "password" }, ["note"] = new { type = "string", @private = true } } });
        var entry = await api.CreateAsync("diaries?status=published", new { title = "One", passphrase = New("password attribute"), note = New("private attribute") });
        await api.PutAsync($"/api/diaries/{entry.Text("document_id")}", new { data = new { title = "Two", passphrase = New("password attribute 2") } });
        var gone = await api.CreateAsync("diaries", new { title = "Gone", note = _canaries["private attribute"] });
        await api.DeleteAsync($"/api/diaries/{gone.Text("document_id")}");

        var secret = New("hook secret");
        (await api.PostAsync("/admin/api/hooks", new { data = new { name = "Bearer", slug = "bearer", scheme = "bearer", secret } })).Expect(HttpStatusCode.Created);
        (await api.PostAsync("/admin/api/hooks", new { data = new { name = "Query", slug = "query", scheme = "query", token_name = "token", secret = New("hook query secret") } })).Expect(HttpStatusCode.Created);
        (await api.PatchAsync("/admin/api/hooks/1", new { data = new { secret = New("hook secret 2") } })).Expect(HttpStatusCode.OK);
        (await api.PostAsync("/admin/api/hooks/1/rotate-secret", new { data = new { secret = New("hook secret 3") } })).Expect(HttpStatusCode.OK);
        (await nobody.PostAsync("/hooks/bearer", new { a = 1 }, ("Authorization", $"Bearer {_canaries["hook secret 3"]}"))).Expect(HttpStatusCode.Accepted);
        (await nobody.PostAsync("/hooks/bearer", new { a = 1 }, ("Authorization", $"Bearer {New("wrong hook secret")}"))).Expect(HttpStatusCode.Unauthorized);
        (await nobody.PostAsync($"/hooks/query?token={_canaries["hook query secret"]}", new { a = 1 })).Expect(HttpStatusCode.Accepted);
        (await nobody.PostAsync($"/hooks/query?token={New("wrong query secret")}", new { a = 1 })).Expect(HttpStatusCode.Unauthorized);
        (await owner.PostAsync("/admin/api/inboxes", new { data = new { name = "mine", secret = New("inbox secret") } })).Expect(HttpStatusCode.Created);
        (await owner.PostAsync("/admin/api/inboxes/1/webhook", new { data = new { events = new[] { "entry.*" } } })).Expect(HttpStatusCode.Created);
    }

    private async Task SendToReceiversAsync(Site site)
    {
        foreach (var (status, number) in ((int, int)[])[(200, 1), (500, 2)])
        {
            await using var receiver = await Receiver.StartNewAsync((_, _) => new Answer(status, "as told"));
            var key = Encoding.UTF8.GetBytes(New($"webhook secret {number}"));
            var made = (await site.Api.PostAsync("/admin/api/webhooks", new
            {
                data = new
                {
                    name = $"Receiver {status}",
                    url = new Uri(receiver.Address, $"hook?key={New($"query {number}")}").ToString(),
                    events = new[] { "*" },
                    schedule = new[] { 1 },
                    headers = new Dictionary<string, string> { ["Authorization"] = $"Bearer {New($"header {number}")}", ["X-Key"] = New($"own header {number}") },
                    secret = "whsec_" + Convert.ToBase64String(key),
                },
            })).Expect(HttpStatusCode.Created).Data;
            _canaries[$"webhook secret {number} as sent"] = Convert.ToBase64String(key);
            var path = $"/admin/api/webhooks/{made.Number("id")}";
            (await site.Api.PostAsync($"{path}/test")).Expect(HttpStatusCode.OK);
            (await site.Api.PatchAsync(path, new { data = new { headers = new Dictionary<string, string> { ["Authorization"] = $"Bearer {New($"header changed {number}")}" } } })).Expect(HttpStatusCode.OK);
            _canaries[$"rotated secret {number}"] = (await site.Api.PostAsync($"{path}/rotate-secret", new { data = new { overlap_seconds = 60 } })).Expect(HttpStatusCode.OK).Data.Text("secret")!;
            await site.Api.CreateAsync("diaries?status=published", new { title = "Sent", note = _canaries["private attribute"], passphrase = _canaries["password attribute"] });
            await Eventually.TrueAsync(async () => (await site.Api.GetAsync($"{path}/deliveries")).Expect(HttpStatusCode.OK).Data.EnumerateArray().Any(d => d.Text("status") is "delivered" or "failed"));
            Assert.InRange((int)(await site.Api.PostAsync($"{path}/replay", new { data = new { only = "all" } })).Status, 200, 299);
            // A receiver gets its own headers and query, and nothing else that is secret.
            foreach (var sent in receiver.Requests)
                AssertSilent([("a delivery", sent.Text)], but: []);
        }

        // A receiver that cannot be reached at all: its failure is told in words.
        await using var closed = await site.HookAsync(new { url = $"http://127.0.0.1:9/?key={New("query 3")}", schedule = new[] { 1 } });
        await site.Api.CreateAsync("addresses", Given.Paris);
        await Eventually.TrueAsync(async () => (await closed.DeliveriesAsync()).Any(d => d.Text("status") == "failed"));
        await ListenToAsync(site.Api, $"{closed.Path}/deliveries", closed.Path);
    }

    /// <summary>Faults whose words could repeat what was sent.</summary>
    private async Task AskAmissAsync(Site site, Api nobody)
    {
        var wrong = New("wrong password");
        foreach (var (who, path, body) in new (Api, string, object)[]
        {
            (nobody, "/admin/api/login", new { email = "owner@example.com", password = wrong }),
            (nobody, "/admin/api/login", new { email = wrong, password = wrong }),
            (site.Api, "/admin/api/webhooks", new { data = new { url = $"ftp://example.com/?key={New("refused query")}", events = new[] { "*" }, headers = new Dictionary<string, string> { ["Bad Name"] = New("refused header") }, secret = New("refused secret") } }),
            (site.Api, "/admin/api/hooks", new { data = new { name = "", scheme = "bearer", secret = New("refused hook secret") } }),
            (site.Api, "/api/diaries", new { data = new { nowhere = 1, passphrase = New("refused password attribute") } }),
        })
        {
            var refused = await who.PostAsync(path, body);
            Assert.InRange((int)refused.Status, 400, 499);
            Hear($"the refusal of {path}", refused.Text);
        }

        using var stranger = site.Caller(New("wrong token"));
        Hear("the refusal of a token", (await stranger.GetAsync("/admin/api/webhooks")).Text);
        foreach (var probe in (string[])["filters[note][$eq]=", "filters[passphrase][$startsWith]=", "sort=note&_q=", "_q="])
            Hear("a probe of what is private", (await site.Api.GetAsync($"/api/diaries?{probe}{(probe == "_q=" ? _canaries["private attribute"][..6] : "x")}")).Text);
    }

    /// <summary>Everything that can be read: each GET of the description, for the token and for the person, the panel's pages, and the exports.</summary>
    private async Task ListenAsync(Site site, Api owner)
    {
        var description = (await site.Api.GetAsync("/openapi.json")).Expect(HttpStatusCode.OK).Text;
        Hear("/openapi.json", description);
        var gets = JsonNode.Parse(description)!["paths"]!.AsObject().Where(p => p.Value!["get"] is not null && !p.Key.EndsWith("/stream", StringComparison.Ordinal)).Select(p => p.Key).ToArray();
        Assert.True(gets.Length > 30);
        foreach (var path in gets)
        {
            // Of each kind of thing the first few.
            foreach (var key in path.Contains('{', StringComparison.Ordinal) ? new[] { "1", "2", "3", "4", "5" } : [""])
                foreach (var caller in new[] { site.Api, owner }) await ListenToAsync(caller, Place().Replace(path, key));
        }

        foreach (var format in (string[])["csv", "jsonl"]) await ListenToAsync(site.Api, $"/admin/api/audit/export?format={format}");
        await ListenToAsync(site.Api, "/admin/api/events?limit=1000", "/admin/api/audit?limit=100", "/api/diaries?status=draft&populate=*", "/api/diaries?populate=*");
        using var browser = await ForgeryTests.SignInAsync(site);
        foreach (var page in (string[])["/admin", "/admin/webhooks", "/admin/webhooks/2", "/admin/webhooks/2/deliveries?open=1", "/admin/webhooks/2/replay", "/admin/webhooks/incoming", "/admin/webhooks/incoming/1",
            "/admin/webhooks/incoming/2?call=3", "/admin/webhooks/inbox/1", "/admin/events?open=1", "/admin/events", "/admin/settings/tokens", "/admin/settings/audit", "/admin/settings/audit?open=record:9", "/admin/types"])
            Hear(page, await browser.GetStringAsync(page));
    }

    private async Task ListenToAsync(Api caller, params string[] paths)
    {
        foreach (var path in paths) Hear(path, (await caller.GetAsync(path)).Text);
    }

    private static async Task<Api> OwnerAsync(Site site, Api nobody) =>
        site.Caller((await nobody.PostAsync("/admin/api/login", new { email = Given.Email, password = Given.Password })).Expect(HttpStatusCode.OK).Data.Text("token"));

    private void Hear(string place, string text) => _heard.Add((place, text));

    private static IEnumerable<(string Place, string Text)> Files(Site site) =>
        Directory.EnumerateFiles(site.Data.Path, "*", SearchOption.AllDirectories).Select(file => (Path.GetFileName(file), Encoding.Latin1.GetString(File.ReadAllBytes(file))));

    /// <summary>Every row of every table, as a backup has them.</summary>
    private static async Task<IReadOnlyList<(string Place, string Text)>> RowsAsync(Site site)
    {
        await using var source = new NpgsqlDataSourceBuilder(site.Settings.Database!.ConnectionString).Build();
        await using var connection = await source.OpenConnectionAsync();
        await using (var readable = new NpgsqlCommand("SET bytea_output = 'escape'", connection)) await readable.ExecuteNonQueryAsync();
        var tables = new List<string>();
        await using (var list = new NpgsqlCommand("SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema')", connection))
        await using (var rows = await list.ExecuteReaderAsync())
            while (await rows.ReadAsync()) tables.Add(rows.GetString(0));
        Assert.True(tables.Count > 20, $"{tables.Count} tables");

        var found = new List<(string, string)>();
        foreach (var table in tables)
        {
#pragma warning disable CA2100   // names that the database itself has quoted
            await using var all = new NpgsqlCommand($"SELECT t::text FROM {table} t", connection);
#pragma warning restore CA2100
            await using var rows = await all.ExecuteReaderAsync();
            while (await rows.ReadAsync()) found.Add((table, rows.GetString(0)));
        }

        Assert.Contains(found, row => row.Item2.Contains("owner@example.com", StringComparison.Ordinal));
        return found;
    }

    private void AssertSilent(IEnumerable<(string Place, string Text)> heard, string[] but)
    {
        var sung = from place in heard
                   from canary in _canaries
                   where !but.Contains(canary.Key)
                   from form in new[] { canary.Value, JsonEncodedText.Encode(canary.Value).ToString(), Convert.ToBase64String(Encoding.UTF8.GetBytes(canary.Value)), Uri.EscapeDataString(canary.Value) }
                   where place.Text.Contains(form, StringComparison.Ordinal)
                   let at = place.Text.IndexOf(form, StringComparison.Ordinal)
                   select $"{canary.Key} in {place.Place}: …{place.Text[Math.Max(0, at - 120)..at]}";
        Assert.Empty(sung.Distinct());
    }

    private string New(string name) => _canaries[name] = $"Canary7{Guid.NewGuid():N}";

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Place();
}
