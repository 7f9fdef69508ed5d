using ContentHub.Events;
using ContentHub.Persistence;
using ContentHub.Testing;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Persistence;

public sealed class EventOrderTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_reader_with_a_cursor_sees_every_event_once_and_in_order_while_many_write(DatabaseKind kind)
    {
        const int Writers = 12;
        const int Each = 25;
        await using var product = await ProductHarness.StartAsync(kind);
        var log = product.Get<EventLog>();

        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++) await product.Database.WriteAsync(unit => Record(unit, log, product.Clock.Now, $"writer:{writer}", lateCommit: (i + writer) % 2 == 0), default);
        })));
        var seen = new List<Id<Event>>();
        var rounds = 0;
        while (seen.Count < Writers * Each && (!writing.IsCompleted || rounds++ < 2)) seen.AddRange(await NextAsync(product.Database, seen.LastOrDefault()));
        await writing;

        Assert.Equal(Writers * Each, seen.Count);
        Assert.Equal(seen.Distinct().Order(), seen);
        Assert.Equal((await product.EventsAsync()).Select(e => e.Id), seen);
    }

    private static Task<List<Id<Event>>> NextAsync(Database database, Id<Event> after) =>
        database.ReadAsync(db => db.Events.Where(e => e.Id > after).OrderBy(e => e.Id).Select(e => e.Id).ToListAsync(), default);

    /// <param name="lateCommit">Does some more after it took its id, so that commits come in another order than ids if nothing holds them.</param>
    private static Result<Done> Record(WriteUnit unit, EventLog log, DateTimeOffset at, string subject, bool lateCommit)
    {
        log.Record(unit, "entry.update", "page", subject, Given.Owner, at, json => json.WriteNull("entry"));
        for (var i = 0; lateCommit && i < 20; i++) unit.Db.Scalar("SELECT count(*) FROM events");
        return new Done();
    }
}
