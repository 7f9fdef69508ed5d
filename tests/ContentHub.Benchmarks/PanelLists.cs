using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ContentHub.Testing;
using Microsoft.Data.Sqlite;

namespace ContentHub.Benchmarks;

/// <summary>The lists of the panel over many rows: how long the server takes for a page, and how many rows it sends. The tables are filled without the server.</summary>
internal sealed partial class PanelLists(int times)
{
    private const int WarmUps = 5;
    private const int Files = 10_000;
    private const int TwoDays = 2 * 86_400_000;

    /// <summary>What a page may take.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(500);

    private const string List = "/admin/content/listings";

    private static readonly (string What, string Address)[] Pages =
    [
        ("content list", List),
        ("content list, filter + sort on indexed attributes", $"{List}?filters[$and][0][city][$eq]=City7&sort=price:desc"),
        ("content list, contains (11 %), sort without index", $"{List}?filters[$and][0][title][$containsi]=needle7&sort=note:asc"),
        ("content list, does not contain (89 %), sort without index", $"{List}?filters[$and][0][title][$notContainsi]=needle7&sort=title:asc"),
        ("content list, last page of a sort", $"{List}?sort=price:asc&page=*"),
        ("content list, search", $"{List}?search=needle77"),
        ("content list, 100 rows", $"{List}?size=100"),
        ("content list, search that finds nothing", $"{List}?search=nothing%20at%20all"),
        ("deliveries", "/admin/webhooks/1/deliveries"),
        ("deliveries, failed ones of an event", "/admin/webhooks/1/deliveries?status=failed&event=entry.update"),
        ("deliveries, text in the answers", "/admin/webhooks/1/deliveries?text=nowhere"),
        ("deliveries, last page", "/admin/webhooks/1/deliveries?page=*"),
        ("webhooks", "/admin/webhooks"),
        ("events", "/admin/events"),
        ("events of one entry", "/admin/events?entry=4711"),
        ("audit log", "/admin/settings/audit"),
        ("audit log, text", "/admin/settings/audit?text=nowhere"),
        ("media", "/admin/media"),
        ("media, search", "/admin/media?search=99"),
        ("home", "/admin"),
        ("jobs", "/admin/settings/jobs"),
        ("retention", "/admin/settings/retention"),
    ];

    /// <summary>Prints a row for each page.</summary>
    /// <returns>Whether each was quick enough.</returns>
    public async Task<bool> RunAsync(int entries, int deliveries)
    {
        using var folder = new TempFolder();
        var settings = new ServerSettings(folder.Path) { Environment = "Production" };
        await MakeAsync(settings, folder["contenthub.db"], entries, deliveries);
        await using var server = await ServerProcess.StartAsync(settings);
        using var browser = server.CreateClient();
        await SignInAsync(browser, settings);
        Console.WriteLine($"{Environment.ProcessorCount} cores, medians of {times}; {entries:N0} entries, {deliveries:N0} deliveries and as many events and audit records, {Files:N0} files; SQLite, the page as the browser first gets it");
        Console.WriteLine();
        Console.WriteLine("| Page | Server time (least to most) | Rows | Sent |");
        Console.WriteLine("|---|---|---|---|");
        var slow = false;
        foreach (var (what, address) in Pages)
        {
            var last = (address.Contains("deliveries", StringComparison.Ordinal) ? deliveries : entries) / 25;
            slow |= await MeasureAsync(browser, what, address.Replace("page=*", string.Create(CultureInfo.InvariantCulture, $"page={last}"), StringComparison.Ordinal));
        }

        return !slow;
    }

    private async Task<bool> MeasureAsync(HttpClient browser, string what, string address)
    {
        var took = new List<double>();
        var page = "";
        for (var i = 0; i < WarmUps + times; i++)
        {
            var watch = Stopwatch.StartNew();
            using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative));
            page = await answer.Content.ReadAsStringAsync();
            if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{address} answered {(int)answer.StatusCode}");
            if (page.Contains("role=\"alert\"", StringComparison.Ordinal)) throw new InvalidOperationException($"{address} shows a problem:{page[page.IndexOf("role=\"alert\"", StringComparison.Ordinal)..][..1000]}");
            if (i >= WarmUps) took.Add(watch.Elapsed.TotalMilliseconds);
        }

        var median = took.Order().ElementAt(took.Count / 2);
        Console.WriteLine($"| {what} | {Bench.Spread(took, "0")} ms{(median > Most.TotalMilliseconds ? " **too slow**" : "")} | {Row().Count(page) - Head().Count(page)} | {Encoding.UTF8.GetByteCount(page) / 1024} KB |");
        return median > Most.TotalMilliseconds;
    }

    private static async Task MakeAsync(ServerSettings settings, string file, int entries, int deliveries)
    {
        await using var empty = await ServerProcess.StartAsync(settings);
        using var client = empty.CreateClient(settings.ApiToken);
        var type = await PostAsync(client, "/admin/api/content-types", """
            {"data":{"name":"listing","searchable":true,"attributes":{"title":{"type":"string"},"city":{"type":"string","indexed":true},"price":{"type":"integer","indexed":true},"note":{"type":"text"}}}}
            """);
        await PostAsync(client, "/admin/api/webhooks", """{"data":{"name":"Search index","url":"https://example.com/hook","events":["media.*"]}}""");
        await empty.StopAsync();
        Growth.Fill(file, entries, type.GetProperty("id").GetInt64(), type.GetProperty("attributes").EnumerateObject().ToDictionary(a => a.Name, a => a.Value.GetProperty("id").GetInt64()));
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var fill = connection.CreateCommand();
        fill.CommandTimeout = 0;
        fill.CommandText = $$"""
            BEGIN;
            CREATE TEMP TABLE n AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < {{deliveries}})
              SELECT i, 1000 + i AS event, unixepoch() * 1000 - ({{deliveries}} - i) * {{TwoDays / deliveries}} AS at, CASE i % 3 WHEN 0 THEN 'entry.create' WHEN 1 THEN 'entry.update' ELSE 'entry.delete' END AS name FROM c;
            INSERT INTO events (id, uid, name, model, subject, actor, created_at, body, snapshot)
              SELECT event, printf('%026d', i), name, 'listing', 'entry:' || (1 + i % {{entries}}), 'user:1', at,
                CAST(json_object('event', name, 'created_at', '2026-01-01T00:00:00.000Z', 'model', 'listing', 'entry', json_object('id', 1 + i % {{entries}}, 'title', 'Listing ' || i, 'note', 'A note of some length about the listing, so that rows have the size of real ones.')) AS BLOB), NULL FROM n;
            INSERT INTO deliveries (id, webhook_id, event_id, subject, status, attempts, failures, next_attempt_at, is_replay, created_at, finished_at)
              SELECT i, 1, event, 'entry:' || (1 + i % {{entries}}), CASE WHEN i % 10 = 0 THEN 2 ELSE 1 END, 1, 0, at, 0, at, at + 50 FROM n;
            INSERT INTO attempts (id, delivery_id, webhook_id, number, started_at, duration, status_code, error, error_message, request_headers, response_headers, response_body)
              SELECT i, i, 1, 1, at, 50, CASE WHEN i % 10 = 0 THEN 503 ELSE 200 END, CASE WHEN i % 10 = 0 THEN 'status' END, NULL, 'Content-Type: application/json', 'Content-Type: text/plain', 'ok ' || i FROM n;
            INSERT INTO audit_records (id, created_at, action, actor, actor_name, subject, subject_name, changes, count)
              SELECT 1000 + i, at, 'webhook.update', 'user:1', 'owner@example.com', 'webhook:1', 'Search index', '[{"field":"enabled","before":true,"after":false}]', 1 FROM n;
            INSERT INTO media_assets (id, document_id, name, hash, sha256, ext, mime, size, created_at, updated_at)
              SELECT i, printf('file%020d', i), 'file ' || i || '.txt', printf('%032d', i), printf('%043d', i), '.txt', 'text/plain', 100 + i, at, at FROM n WHERE i <= {{Files}};
            INSERT INTO id_counters (kind, last) SELECT column1, {{deliveries}} + 1000 FROM (VALUES ('event'), ('delivery'), ('attempt'), ('audit_record'), ('media_asset')) WHERE true ON CONFLICT (kind) DO UPDATE SET last = excluded.last;
            COMMIT;
            """;
        fill.ExecuteNonQuery();
    }

    private static async Task SignInAsync(HttpClient browser, ServerSettings settings)
    {
        var address = new Uri("/admin/sign-in", UriKind.Relative);
        var form = Hidden().Matches(await browser.GetStringAsync(address)).ToDictionary(m => m.Groups["name"].Value, m => System.Net.WebUtility.HtmlDecode(m.Groups["value"].Value));
        form["Input.Email"] = settings.AdminEmail!;
        form["Input.Password"] = settings.AdminPassword!;
        using var content = new FormUrlEncodedContent(form);
        using var answer = await browser.PostAsync(address, content);
        if ((int)answer.StatusCode is < 300 or >= 400) throw new InvalidOperationException($"Signing in was answered with {(int)answer.StatusCode}");
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonElement.Parse(text).GetProperty("data") : throw new InvalidOperationException($"{path}: {text}");
    }

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]+)" value="(?<value>[^"]*)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hidden();

    // Of a table, or of the grid of files.
    [GeneratedRegex("<tr role=\"row\"|<li class=\"tile\"")]
    private static partial Regex Row();

    [GeneratedRegex("<thead")]
    private static partial Regex Head();
}
