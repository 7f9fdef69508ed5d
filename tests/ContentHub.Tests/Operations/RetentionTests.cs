using ContentHub.Access;
using ContentHub.Entries;
using ContentHub.Operations;
using ContentHub.Testing;

namespace ContentHub.Tests.Operations;

/// <summary>How long things are kept is changed while the server runs.</summary>
public sealed class RetentionTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_stored_time_goes_before_the_configured_one_on_every_node_until_it_is_taken_back(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind, ("Audit:KeepFor", "100.00:00:00"));
        await using var other = product.AnotherNode(("Audit:KeepFor", "100.00:00:00"));
        var (owner, retention) = (await product.OwnerAsync(), product.Get<RetentionService>());
        Assert.Equal(TimeSpan.FromDays(100), (await TimeAsync(other, "audit")).KeptFor);   // the other node has looked once

        var saved = (await retention.SaveAsync(owner, Wanted(("audit", TimeSpan.FromDays(10)), ("trash", TimeSpan.FromHours(36))), default)).Value;

        Assert.Equal([("deliveries", 30, false), ("trash", 1.5, true), ("audit", 10, true), ("hook_messages", 30, false)], saved.Select(t => (t.Name, t.KeptFor.TotalDays, t.Stored is not null)));
        Assert.Equal(TimeSpan.FromDays(10), (await TimeAsync(other, "audit")).KeptFor);
        product.Clock.Advance(TimeSpan.FromDays(11));
        other.Clock.Advance(TimeSpan.FromDays(11));
        Assert.NotNull((await TimeAsync(product, "audit")).Oldest);
        await other.Get<AuditLog>().ExpireAsync(default);
        Assert.Null((await TimeAsync(product, "audit")).Oldest);

        saved = (await retention.SaveAsync(owner, Wanted(("audit", null)), default)).Value;
        Assert.Equal([("trash", 1.5, true), ("audit", 100, false)], saved.Where(t => t.Name is "trash" or "audit").Select(t => (t.Name, t.KeptFor.TotalDays, t.Stored is not null)));
        Assert.Equal(TimeSpan.FromDays(100), (await TimeAsync(other, "audit")).KeptFor);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Before_less_is_kept_it_is_told_how_much_would_go_and_what_goes_is_that(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var (owner, retention) = (await product.OwnerAsync(), product.Get<RetentionService>());
        await product.TypeAsync(Given.Page);
        foreach (var title in new[] { "a", "b" }) await product.TryRemoveAsync("pages", await product.EntryAsync("pages", $$"""{"title":"{{title}}"}"""));
        product.Clock.Advance(TimeSpan.FromDays(5));
        await product.TryRemoveAsync("pages", await product.EntryAsync("pages", """{"title":"c"}"""));

        Assert.Equal(2, Assert.Single((await retention.PlanAsync(owner, Wanted(("trash", TimeSpan.FromDays(4)), ("deliveries", TimeSpan.FromDays(4))), default)).Value, p => p.Key == "trash").Value);
        Assert.Empty((await retention.PlanAsync(owner, Wanted(("trash", TimeSpan.FromDays(6)), ("audit", null)), default)).Value);
        Assert.Empty((await retention.PlanAsync(owner, Wanted(("trash", TimeSpan.FromDays(60))), default)).Value);
        Assert.Equal(3, await TrashedAsync(product));

        await retention.SaveAsync(owner, Wanted(("trash", TimeSpan.FromDays(4))), default);
        var goes = (await product.Get<EntryTrash>().ListAsync(owner, null, Paging.First, default)).Value.Items.Select(t => t.GoesAt - t.DeletedAt).Distinct();
        Assert.Equal([TimeSpan.FromDays(4)], goes);
        await product.Get<EntryTrash>().ExpireAsync(default);
        Assert.Equal(1, await TrashedAsync(product));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Bounds_hold_a_refusal_changes_nothing_and_each_change_is_written_down_once(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var (owner, retention) = (await product.OwnerAsync(), product.Get<RetentionService>());

        var wrong = Wanted(("trash", TimeSpan.FromDays(2)), ("audit", TimeSpan.FromHours(23)), ("hook_messages", TimeSpan.FromMinutes(9)), ("deliveries", TimeSpan.FromDays(3651)), ("event", TimeSpan.FromDays(1)));
        string[] faults = ["audit: audit must be 1 day to 36,500 days", "hook_messages: hook_messages must be 10 minutes to 3,650 days", "deliveries: deliveries must be 1 minute to 3,650 days", "event: event is not known"];
        Assert.Equal(faults, Given.Faults(await retention.SaveAsync(owner, wrong, default)));
        Assert.Equal(faults, Given.Faults(await retention.PlanAsync(owner, wrong, default)));
        Assert.Equal(30, (await TimeAsync(product, "trash")).KeptFor.TotalDays);
        Assert.IsType<Problem.Forbidden>((await retention.SaveAsync(Given.Reader, Wanted(), default)).Problem);
        Assert.IsType<Problem.Forbidden>((await retention.PlanAsync(Given.Reader, Wanted(), default)).Problem);
        Assert.IsType<Problem.Forbidden>((await retention.ListAsync(Given.Reader, default)).Problem);

        await retention.SaveAsync(owner, Wanted(("trash", TimeSpan.FromDays(2)), ("audit", null)), default);
        await retention.SaveAsync(owner, Wanted(("trash", TimeSpan.FromDays(2))), default);
        var record = Assert.Single(await product.Database.ReadAsync(db => Task.FromResult(db.AuditRecords.Where(r => r.Action == "retention.update").ToList()), default));
        Assert.Equal("""[{"field":"trash","before":"30 days, as configured","after":"2 days"}]""", record.Changes);
    }

    private static Dictionary<string, TimeSpan?> Wanted(params (string Name, TimeSpan? Time)[] times) => times.ToDictionary(t => t.Name, t => t.Time);

    private static async Task<RetentionTime> TimeAsync(ProductHarness product, string name) => (await product.Get<RetentionService>().ListAsync(Given.Owner, default)).Value.Single(t => t.Name == name);

    private static async Task<long> TrashedAsync(ProductHarness product) => (await product.Get<EntryTrash>().ListAsync(Given.Owner, null, Paging.First, default)).Value.Total;
}
