using System.Diagnostics;
using System.Text.Json;
using ContentHub.Testing;

namespace ContentHub.Conformance.Tests.Clients;

/// <summary>The client library that customers' front-ends use, in Node, unchanged.</summary>
[Collection(Conformance.Name)]
public sealed class StrapiClientTests(Targets targets)
{
    private static readonly string[] Calls =
    [
        "baseURL", "fetch", "collection.create", "collection.find", "collection.findOne", "collection.update", "collection.delete", "collection with path", "collection with plugin", "single.update", "single.find", "single.delete",
        "files.upload blob", "files.upload buffer", "files.find", "files.findOne", "files.update", "files.delete", "errors",
    ];

    [Theory, OnSqlite, OnPostgreSql]
    public Task Every_method_of_the_client_works(Place place) => CheckAsync(place);

    [Fact]
    public Task Every_method_of_the_client_works_in_the_camelCase_spelling() => CheckAsync(Place.CamelCase);

    private async Task CheckAsync(Place place)
    {
        var target = await targets.OnAsync(place);
        var sample = (await target.Api.GetAsync("/api/upload/files?pagination[limit]=1")).Ok();
        Assert.Equal(JsonValueKind.Array, sample.Json.ValueKind);
        var made = await target.Api.CreateAsync(target.Path("cards"), new { name = "spelling" });

        var report = await RunAsync(target, made.TryGetProperty("documentId", out _) ? "documentId" : "document_id");

        Assert.Equal(Calls, report.Names());
        Assert.Empty(report.EnumerateObject().Where(c => c.Value.ValueKind != JsonValueKind.True).Select(c => $"{c.Name}: {c.Value}"));
    }

    private static async Task<JsonElement> RunAsync(Target target, string idName)
    {
        var folder = Repository.PathOf("tests", "node");
        Assert.True(Directory.Exists(Path.Combine(folder, "node_modules")), "tests/node/node_modules is missing: run npm ci in tests/node, or tests/run.sh, which does.");
        using var node = Process.Start(new ProcessStartInfo("node", ["client.mjs", target.Address.GetLeftPart(UriPartial.Authority), target.Token, target.Prefix, idName])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = node.StandardOutput.ReadToEndAsync();
        var errors = node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, $"client.mjs ended with {node.ExitCode}: {await errors}");
        return JsonSerializer.Deserialize<JsonElement>(await output);
    }
}
