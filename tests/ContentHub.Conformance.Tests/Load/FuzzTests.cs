using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace ContentHub.Conformance.Tests.Load;

/// <summary>Thousands of invented requests: no fault of the server, none slow, and nothing changes but what is addressed.</summary>
[Collection(Conformance.Name)]
public sealed class FuzzTests(Targets targets)
{
    private const int Requests = 5000;
    private const int AtOnce = 8;
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Invented_queries_and_bodies_do_no_harm(Place place)
    {
        var target = await targets.OnAsync(place);
        await Types.DefineAsync(target, new
        {
            name = target["fuzz"],
            plural = target["fuzzes"],
            draft_and_publish = true,
            attributes = new Dictionary<string, object>
            {
                ["string"] = new { type = "string", max_length = 30 },
                ["text"] = new { type = "text" },
                ["integer"] = new { type = "integer", min = 0, indexed = true },
                ["big"] = new { type = "biginteger" },
                ["decimal"] = new { type = "decimal" },
                ["float"] = new { type = "float" },
                ["boolean"] = new { type = "boolean" },
                ["date"] = new { type = "date" },
                ["time"] = new { type = "time" },
                ["datetime"] = new { type = "datetime" },
                ["kind"] = new { type = "enumeration", @enum = new[] { "a", "b" } },
                ["json"] = new { type = "json" },
                ["blocks"] = new { type = "blocks" },
                ["mail"] = new { type = "email" },
                ["slug"] = new { type = "uid", target_field = "string" },
                ["code"] = new { type = "string", unique = true },
                ["pass"] = new { type = "password" },
                ["hidden"] = new { type = "string", @private = true },
                ["card"] = new { type = "relation", relation = "manyToOne", target = target["card"] },
                ["rooms"] = new { type = "relation", relation = "manyToMany", target = target["room"] },
                ["self"] = new { type = "relation", relation = "oneToOne", target = target["fuzz"] },
                ["file"] = new { type = "media" },
                ["files"] = new { type = "media", multiple = true },
                ["link"] = new { type = "component", component = target["parts.link"] },
                ["links"] = new { type = "component", component = target["parts.link"], repeatable = true, min = 1, max = 4 },
                ["seo"] = new { type = "component", component = target["parts.seo"] },
                ["zone"] = new { type = "dynamiczone", components = new[] { target["parts.link"], target["parts.seo"] } },
            },
        });
        var card = await target.Api.CreateAsync(target.Path("cards"), new { name = "untouched" });
        var keys = new List<string>();
        for (var i = 0; i < 20; i++) keys.Add((await target.Api.CreateAsync(target.Path("fuzzes"), new { @string = $"s{i}", integer = i, card = card.Id(), links = new[] { new { label = "l" } } })).Key());
        var before = await OthersAsync(target);
        var inventor = new Inventor(target, seed: 20260101, [.. keys, card.Key(), card.Id().ToString(), "0", "nosuchentry0000000000000"]);
        var faults = new ConcurrentQueue<string>();
        var slow = new ConcurrentQueue<Invented>();

        await Parallel.ForEachAsync(Enumerable.Range(0, Requests).Select(_ => inventor.Next()).ToArray(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (request, _) =>
        {
            var start = Stopwatch.GetTimestamp();
            using var content = request.Body is null ? null : new StringContent(request.Body, Encoding.UTF8, "application/json");
            var answer = await target.Api.SendAsync(new HttpMethod(request.Method), request.Path, content);
            var took = Stopwatch.GetElapsedTime(start);
            if (took > Slow) slow.Enqueue(request);
            if ((int)answer.Status >= 500) faults.Enqueue($"{(int)answer.Status} after {took.TotalMilliseconds:0} ms: {request.Method} {request.Path} {request.Body} -> {answer.Text}");
            else if ((int)answer.Status >= 400 && (answer.Text.Contains("   at ", StringComparison.Ordinal) || answer.Error.Number("status") != (int)answer.Status)) faults.Enqueue($"faulty envelope: {request.Method} {request.Path} -> {answer.Text}");
        });

        // A machine that is busy with other things is no fault of the server: what is slow is slow again.
        foreach (var request in slow)
        {
            var start = Stopwatch.GetTimestamp();
            using var content = request.Body is null ? null : new StringContent(request.Body, Encoding.UTF8, "application/json");
            await target.Api.SendAsync(new HttpMethod(request.Method), request.Path, content);
            if (Stopwatch.GetElapsedTime(start) > Slow) faults.Enqueue($"slow: {request}");
        }

        Assert.True(faults.IsEmpty, $"{faults.Count} faults:\n{string.Join('\n', faults.Take(20))}\n{target.Failures}");
        Assert.Equal(before, await OthersAsync(target));
        (await target.Api.GetAsync("/health/ready")).Ok();
    }

    // What the invented requests must leave alone.
    private static async Task<string> OthersAsync(Target target)
    {
        var all = new StringBuilder();
        foreach (var plural in new[] { "cards", "rooms", "houses", "products", "tags", "collectors", "keepers" }) all.AppendLine((await target.Api.GetAsync($"{target.Path(plural)}?pagination[limit]=100&sort=id")).Ok().Text);
        return all.ToString();
    }
}
