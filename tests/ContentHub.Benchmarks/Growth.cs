using System.Diagnostics;
using System.Text;
using System.Text.Json;
using ContentHub.Testing;
using Microsoft.Data.Sqlite;

namespace ContentHub.Benchmarks;

/// <summary>Lists, searches and updates of one type with many entries: the tables are filled without the server, which then answers as with entries of its own.</summary>
internal sealed class Growth(TimeSpan time, int runs)
{
    private const string Token = "ch_benchmark_token_0123456789";
    private const int Cities = 50;

    private const string ByCity = "/api/listings?filters[city]=City7&sort=price:desc&pagination[withCount]=false";

    private static readonly (string What, string Address)[] Queries =
    [
        ("list 25, filter + sort on indexed attributes", ByCity),
        ("the same with its total", "/api/listings?filters[city]=City7&sort=price:desc"),
        ("list 25, the same filter, newest first", "/api/listings?filters[city]=City7&sort=createdAt:desc&pagination[withCount]=false"),
        ("list 25, page 100 of a sort", "/api/listings?sort=price&pagination[page]=100&pagination[withCount]=false"),
        ("list 25, newest first", "/api/listings?sort=createdAt:desc&pagination[withCount]=false"),
        ("_q, 11 % hits", "/api/listings?_q=needle7&pagination[withCount]=false"),
        ("_q, one hit", "/api/listings?_q=listing%204711%20&pagination[withCount]=false"),
        ("$containsi on one attribute, 1.1 % hits", "/api/listings?filters[title][$containsi]=NEEDLE77&pagination[withCount]=false"),
    ];

    /// <summary>Prints a row for each query, with as many entries as asked for.</summary>
    public async Task RunAsync(int entries)
    {
        using var folder = new TempFolder();
        var settings = new ServerSettings(folder.Path) { ApiToken = Token, Environment = "Production" };
        long type;
        Dictionary<string, long> attributes;
        await using (var empty = await ServerProcess.StartAsync(settings))
        {
            using var client = empty.CreateClient(Token);
            var made = await client.PostAsync(new Uri("/admin/api/content-types", UriKind.Relative), Json("""
                {"data":{"name":"listing","searchable":true,"attributes":{"title":{"type":"string"},"city":{"type":"string","indexed":true},"price":{"type":"integer","indexed":true},"note":{"type":"text"}}}}
                """));
            var definition = JsonElement.Parse(await made.Content.ReadAsStringAsync()).GetProperty("data");
            type = definition.GetProperty("id").GetInt64();
            attributes = definition.GetProperty("attributes").EnumerateObject().ToDictionary(a => a.Name, a => a.Value.GetProperty("id").GetInt64());
        }

        Fill(folder["contenthub.db"], entries, type, attributes);
        await using var bare = await Bystander.StartAsync();
        await using (var making = await ServerProcess.StartAsync(settings with { Variables = Bench.KeepsNoAnswers })) await ListsAsync(making, "made anew");
        await using var server = await ServerProcess.StartAsync(settings);
        await ListsAsync(server, "asked again");

        using var http = server.CreateClient(Token);
        var ids = JsonElement.Parse(await http.GetStringAsync(new Uri("/api/listings?pagination[pageSize]=100", UriKind.Relative))).GetProperty("data").EnumerateArray().Select(e => e.GetProperty("document_id").GetString()).ToArray();
        await bare.ServeAsync(Encoding.UTF8.GetBytes("{}"));
        foreach (var connections in (int[])[1, 32])
            await MeasureAsync($"update, {entries:N0} entries, {connections} connections", server, bare, connections, n => new HttpRequestMessage(HttpMethod.Put, $"/api/listings/{ids[n % ids.Length]}") { Content = Json($$$"""{"data":{"price":{{{n}}}}}""") });

        async Task ListsAsync(ServerProcess asked, string how)
        {
            using var client = asked.CreateClient(Token);
            foreach (var (what, address) in Queries)
            {
                await bare.ServeAsync(await client.GetByteArrayAsync(new Uri(address, UriKind.Relative)));
                foreach (var connections in (int[])[1, 32]) await MeasureAsync($"{what}, {how}, {entries:N0} entries, {connections} connections", asked, bare, connections, _ => new HttpRequestMessage(HttpMethod.Get, address));
            }
        }
    }

    private async Task MeasureAsync(string what, ServerProcess server, Bystander bare, int connections, Func<int, HttpRequestMessage> request)
    {
        var (rates, ratios, cpu) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i <= runs; i++)
        {
            var before = Cpu(server);
            var (count, took) = await Load.RunAsync(server.BaseAddress, Token, connections, time, request);
            var spent = Cpu(server) - before;
            var (most, inTime) = await Load.RunAsync(bare.Address, null, connections, time, _ => new HttpRequestMessage(HttpMethod.Get, "/"));
            if (i == 0) continue;   // the first warms up
            rates.Add(count / took.TotalSeconds);
            ratios.Add(rates[^1] / (most / inTime.TotalSeconds));
            cpu.Add(spent.TotalMicroseconds / count);
        }

        Console.WriteLine($"| {what} | {Bench.Spread(rates, "0")}/s | bare Kestrel, same bytes | {Bench.Spread(ratios, "0.00")} | {Bench.Spread(cpu, "0")} µs |");
    }

    /// <summary>Entries of a type with the attributes title, city, price and note, straight into the tables of a server that does not run.</summary>
    internal static void Fill(string file, int entries, long type, Dictionary<string, long> attributes)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var fill = connection.CreateCommand();
        fill.CommandTimeout = 0;
        fill.CommandText = $$"""
            CREATE TEMP TABLE n AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < {{entries}}) SELECT i, 'City' || (i % {{Cities}}) AS city, (i * 7919) % 1000003 AS price, 'Listing ' || i || ' needle' || (i % 1000) AS title FROM c;
            INSERT INTO entries (id, locale, stage, document_id, type_id, data, version, created_at, updated_at, published_at)
              SELECT i, 'en', 0, printf('doc%021d', i), {{type}}, json_object('{{attributes["title"]}}', title, '{{attributes["city"]}}', city, '{{attributes["price"]}}', price, '{{attributes["note"]}}', 'A note of some length about the listing, so that rows have the size of real ones.'), 1, 1700000000000 + i, 1700000000000 + i, 1700000000000 + i FROM n;
            INSERT INTO index_texts (entry_id, attribute_id, locale, stage, value) SELECT i, {{attributes["city"]}}, 'en', 0, city FROM n;
            INSERT INTO index_numbers (entry_id, attribute_id, locale, stage, value) SELECT i, {{attributes["price"]}}, 'en', 0, price FROM n;
            INSERT INTO search_texts (entry_id, locale, stage, type_id, text) SELECT i, 'en', 0, {{type}}, lower(title) FROM n;
            INSERT INTO id_counters (kind, last) VALUES ('entry', {{entries}}) ON CONFLICT (kind) DO UPDATE SET last = excluded.last;
            """;
        var watch = Stopwatch.StartNew();
        using (var transaction = connection.BeginTransaction())
        {
            fill.Transaction = transaction;
            fill.ExecuteNonQuery();
            transaction.Commit();
        }

        Console.Error.WriteLine($"{entries:N0} entries filled in {watch.Elapsed.TotalSeconds:0} s");
    }

    private static TimeSpan Cpu(ServerProcess server)
    {
        using var process = Process.GetProcessById(server.Id);
        return process.TotalProcessorTime;
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
