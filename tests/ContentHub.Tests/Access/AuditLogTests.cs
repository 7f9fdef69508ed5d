using ContentHub.Access;
using ContentHub.Testing;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Access;

public sealed class AuditLogTests
{
    private static Actor Nobody(string address) => Actor.Anonymous with { Origin = new Origin(address, "r1") };

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_record_is_there_with_its_deed_or_not_at_all(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var audit = product.Get<AuditLog>();
        var owner = Given.Owner with { Origin = new Origin("192.0.2.7", "r1") };

        await product.Database.WriteAsync<Done>(
            unit =>
            {
                audit.Record(unit, owner, "thing.update", "thing:3", "Thing", AuditChanges.Between(new { Name = "a", Same = 1 }, new { Name = "b", Same = 1 }));
                return new Done();
            },
            default);
        await product.Database.WriteAsync<Done>(
            unit =>
            {
                audit.Record(unit, owner, "thing.delete", "thing:3", "Thing");
                return new Problem.Conflict("no");
            },
            default);

        var record = Assert.Single(await RecordsAsync(product));
        Assert.Equal(("thing.update", "user:1", "owner@example.com", "thing:3", "Thing"), (record.Action, record.Actor, record.ActorName, record.Subject, record.SubjectName));
        Assert.Equal(("192.0.2.7", "r1", product.Clock.Now, 1), (record.Address, record.RequestId, record.CreatedAt, record.Count));
        Assert.Equal("""[{"field":"name","before":"a","after":"b"}]""", record.Changes);
    }

    [Fact]
    public void Hidden_fields_are_named_and_not_shown()
    {
        var changes = AuditChanges.Between(new { name = "a", template = "secret-1", headers = new { x = "secret-2" } }, new { name = "a", template = "secret-3", headers = new { x = "secret-4" } });
        Assert.Contains("secret-1", changes.Text(), StringComparison.Ordinal);

        var text = AuditChanges.Between(new { template = "secret-1", headers = new { x = "secret-2" } }, new { template = "secret-3", headers = new { x = "secret-4" } }) is var made
            ? made.Hiding("template", "headers").Text() : null;
        Assert.Equal("""[{"field":"template","hidden":true},{"field":"headers","hidden":true}]""", text);
        Assert.Equal("""[{"field":"secret","hidden":true}]""", AuditChanges.Of("secret").Text());
        Assert.Null(AuditChanges.Between(new { template = "same" }, new { template = "same" }).Hiding("template").Text());
    }

    [Fact]
    public void Long_values_are_cut_and_never_through_a_character()
    {
        var text = AuditChanges.Made(new { name = new string('a', 1999) + "😀" + new string('b', 50) }).Text()!;
        Assert.Contains(new string('a', 1999) + "…", text, StringComparison.Ordinal);
        Assert.DoesNotContain('b', text);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Failures_that_come_again_are_counted_and_a_flood_of_different_ones_fills_one_record(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var audit = product.Get<AuditLog>();
        for (var i = 0; i < 3; i++) await audit.CountAsync(Nobody("192.0.2.1"), "user.sign_in_failed", "user:1", "owner@example.com", default);
        await audit.CountAsync(Nobody("192.0.2.2"), "user.sign_in_failed", "user:1", "owner@example.com", default);
        Assert.Equal([3, 1], (await RecordsAsync(product)).Select(r => r.Count));

        product.Clock.Advance(AuditLog.CountedWithin);
        for (var i = 0; i < AuditLog.MostFailures + 20; i++) await audit.CountAsync(Nobody($"198.51.100.{i}"), "user.sign_in_failed", "user:1", "owner@example.com", default);
        var records = await RecordsAsync(product);
        Assert.Equal(2 + AuditLog.MostFailures + 1, records.Count);
        Assert.Equal(("several", null, 20), (records[^1].Subject, records[^1].Address, records[^1].Count));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Records_are_forgotten_when_the_setting_says_so(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind, ("Audit:KeepFor", "30.00:00:00"));
        var audit = product.Get<AuditLog>();
        await audit.RecordAsync(Given.Owner, "thing.old", "thing:1", "Thing", default);
        product.Clock.Advance(TimeSpan.FromDays(20));
        await audit.RecordAsync(Given.Owner, "thing.new", "thing:1", "Thing", default);
        product.Clock.Advance(TimeSpan.FromDays(11));

        await audit.ExpireAsync(default);

        Assert.Equal(["thing.new"], (await RecordsAsync(product)).Select(r => r.Action));
    }

    private static Task<List<AuditRecord>> RecordsAsync(ProductHarness product) => product.Database.ReadAsync(db => db.AuditRecords.OrderBy(r => r.Id).ToListAsync(), default);
}
