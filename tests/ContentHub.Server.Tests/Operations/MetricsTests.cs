using System.Net;
using System.Text.RegularExpressions;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Operations;

public sealed partial class MetricsTests(Sites sites) : IClassFixture<Sites>
{
    [Theory]
    [InlineData(null)]
    [InlineData("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.2,*/*;q=0.1")]   // Prometheus 3
    public async Task Deliveries_the_runtime_and_connections_are_told_in_names_that_Prometheus_takes(string? accept)
    {
        var site = await sites.OnAsync();
        await using var hook = await site.HookAsync();
        await site.Api.CreateAsync("addresses", new { city = "Paris" });
        await hook.DeliveryAsync(d => d.Text("status") == "delivered");

        string[] lines = [];
        await Eventually.TrueAsync(async () =>
        {
            var reply = (await site.Api.GetAsync("/metrics", accept is null ? [] : [("Accept", accept)])).Expect(HttpStatusCode.OK);
            Assert.Matches(accept is null ? "^text/plain" : "^application/openmetrics-text", reply.Header("Content-Type"));
            lines = reply.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return lines.Any(l => l.StartsWith("contenthub_webhook_deliveries_total{", StringComparison.Ordinal));   // an answer is kept for a moment
        });

        Assert.All(lines, line => Assert.Matches(Line(), line));
        Assert.Contains(lines, l => l.StartsWith("contenthub_webhook_deliveries_total{", StringComparison.Ordinal) && l.Contains("outcome=\"delivered\"", StringComparison.Ordinal) && l.Contains("class=\"2xx\"", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("contenthub_webhook_events_total{", StringComparison.Ordinal) && l.Contains("event=\"entry.create\"", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("contenthub_webhook_lag_seconds_bucket{", StringComparison.Ordinal) && l.Contains("le=\"3600", StringComparison.Ordinal));   // our own bounds
        Assert.Contains(lines, l => l.StartsWith("contenthub_webhook_queue_depth{", StringComparison.Ordinal) && l.Contains("state=\"due\"", StringComparison.Ordinal));
        foreach (var name in new[] { "contenthub_webhook_attempt_duration_seconds_count", "contenthub_webhook_breaker_state", "contenthub_webhook_oldest_age_seconds", "dotnet_process_memory_working_set_bytes", "dotnet_gc_collections_total", "kestrel_active_connections" })
            Assert.Contains(lines, l => l.StartsWith(name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_that_may_read_them_reads_them_and_nothing_else_and_no_other_token_does()
    {
        var site = await sites.OnAsync();
        using var scraper = site.Caller(await TokenAsync(site, "metrics.read"));
        using var other = site.Caller(await TokenAsync(site, "events.read"));
        using var nobody = site.Caller(null);

        Assert.Contains("contenthub_webhook_queue_depth", (await scraper.GetAsync("/metrics")).Expect(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        (await scraper.GetAsync("/admin/api/jobs")).Expect(HttpStatusCode.Forbidden);
        (await scraper.GetAsync("/api/addresses")).Expect(HttpStatusCode.Forbidden);
        Assert.Contains("metrics.read", (await other.GetAsync("/metrics")).Expect(HttpStatusCode.Forbidden).Text, StringComparison.Ordinal);
        (await nobody.GetAsync("/metrics")).Expect(HttpStatusCode.Unauthorized);
        (await scraper.PostAsync("/metrics")).Expect(HttpStatusCode.MethodNotAllowed);
    }

    private static async Task<string> TokenAsync(Site site, string permission) =>
        (await site.Api.PostAsync("/admin/api/tokens", new { data = new { name = $"for {permission}", type = "custom", permissions = new[] { permission } } })).Expect(HttpStatusCode.Created).Data.Text("token")!;

    [GeneratedRegex("""^(# .*|[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="[^"]*",?)*\})? [-+0-9.eEInfNa]+( [0-9.]+)?)\r?$""")]
    private static partial Regex Line();
}
