using System.Collections.Concurrent;
using ContentHub.Access;
using ContentHub.Persistence;
using ContentHub.Testing;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Persistence;

public sealed class DatabaseTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_unit_that_refuses_or_throws_is_rolled_back_alone_while_its_neighbours_commit(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        using var busy = Busy.Begin(product.Database);

        var before = Add(product.Database, "before");
        var refuses = product.Database.WriteAsync<Done>(unit => AddTo(unit, "refused").Problem ?? new Problem.Conflict("no"), default);
        var throws = product.Database.WriteAsync<Done>(unit => AddTo(unit, "thrown").Problem is null ? throw new InvalidOperationException("oops") : new Done(), default);
        var breaks = product.Database.WriteAsync<Done>(
            unit =>
            {
                AddTo(unit, "broken");
                unit.Db.Execute("INSERT INTO protection_keys (name, xml) VALUES ('broken', 'twice'), ('broken', 'twice')");
                return new Done();
            },
            default);
        var after = Add(product.Database, "after");
        busy.End();

        Assert.Null((await before).Problem);
        Assert.Equal("no", (await refuses).Problem?.Message);
        Assert.Equal("oops", (await Assert.ThrowsAsync<InvalidOperationException>(() => throws)).Message);
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => breaks);
        Assert.Null((await after).Problem);
        Assert.Equal(["after", "before"], await NamesAsync(product.Database));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_a_refused_unit_saved_itself_is_rolled_back_too(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);

        await product.Database.WriteAsync<Done>(
            unit =>
            {
                AddTo(unit, "saved");
                unit.Db.SaveChanges();
                return new Problem.Conflict("no");
            },
            default);

        Assert.Empty(await NamesAsync(product.Database));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task The_answer_comes_when_another_connection_sees_the_row(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await using var other = product.AnotherNode();

        for (var i = 0; i < 50; i++)
        {
            var name = $"row {i}";
            await Add(product.Database, name);
            Assert.True(other.Database.Read(db => db.ProtectionKeys.Any(k => k.Name == name)), $"{name} was acknowledged before its commit");
        }
    }

    [Theory, OnSqlite]
    public async Task A_commit_that_fails_fails_its_whole_group_and_the_next_group_works(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        using var busy = Busy.Begin(product.Database);

        var neighbour = Add(product.Database, "neighbour");
        var poison = product.Database.WriteAsync<Done>(
            unit =>
            {
                // Foreign keys are then looked at by the commit, which refuses.
                unit.Db.Execute("PRAGMA defer_foreign_keys = ON");
                unit.Db.Execute("INSERT INTO lane_leases (webhook_id, owner, until) VALUES (4711, 'x', 0)");
                return new Done();
            },
            default);
        busy.End();

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => poison);
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => neighbour);
        Assert.Contains(product.Log.All, line => line.StartsWith("Error ", StringComparison.Ordinal) && line.Contains("could not be committed", StringComparison.Ordinal));
        Assert.Null((await Add(product.Database, "next")).Problem);
        Assert.Equal(["next"], await NamesAsync(product.Database));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_unit_taken_back_while_it_waits_never_runs(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        using var busy = Busy.Begin(product.Database);
        using var leave = new CancellationTokenSource();
        var ran = false;

        var waiting = product.Database.WriteAsync<Done>(
            unit =>
            {
                ran = true;
                return AddTo(unit, "taken back");
            },
            leave.Token);
        await leave.CancelAsync();
        busy.End();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(ran);
        Assert.Empty(await NamesAsync(product.Database));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Thirty_two_writers_at_once_all_succeed(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);

        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() => Add(product.Database, $"writer {i:00}"))));

        Assert.All(results, result => Assert.Null(result.Problem));
        Assert.Equal(Enumerable.Range(0, 32).Select(i => $"writer {i:00}"), await NamesAsync(product.Database));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_read_does_not_wait_for_a_writer_and_sees_nothing_of_it(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        using var busy = Busy.Begin(product.Database, write: "unfinished");

        var seen = await NamesAsync(product.Database).WaitAsync(TimeSpan.FromSeconds(15));

        Assert.Empty(seen);
        Assert.False(busy.Ended);
    }

    [Fact]
    public async Task On_SQLite_the_writer_flushes_every_commit_and_everybody_keeps_foreign_keys()
    {
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite);

        var writer = (await product.Database.WriteAsync<string>(unit => Pragmas(unit.Db), default)).Value;
        var reader = product.Database.Read(Pragmas);

        Assert.Equal("journal_mode=wal synchronous=2 foreign_keys=1 busy_timeout=5000", writer);
        Assert.Equal("journal_mode=wal synchronous=1 foreign_keys=1 busy_timeout=5000", reader);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_is_to_happen_after_the_commit_happens_only_then(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await using var other = product.AnotherNode();
        var heard = new ConcurrentQueue<string>();
        Result<Done> Note(WriteUnit unit, string name)
        {
            unit.AfterCommit(() => heard.Enqueue(other.Database.Read(db => db.ProtectionKeys.Any(k => k.Name == name)) ? $"{name} is durable" : $"{name} is not there"));
            return AddTo(unit, name);
        }

        await product.Database.WriteAsync<Done>(unit => Note(unit, "refused").Problem ?? new Problem.Conflict("no"), default);
        await Assert.ThrowsAsync<InvalidOperationException>(() => product.Database.WriteAsync<Done>(unit => Note(unit, "thrown").Problem is null ? throw new InvalidOperationException() : new Done(), default));
        await product.Database.WriteAsync(unit => Note(unit, "committed"), default);

        Assert.Equal(["committed is durable"], heard);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_breaks_after_the_commit_is_logged_and_takes_nothing_back_and_stops_nobody(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);

        var result = await product.Database.WriteAsync(
            unit =>
            {
                unit.AfterCommit(() => throw new IOException("the disk is gone"));
                return AddTo(unit, "kept");
            },
            default).WaitAsync(TimeSpan.FromSeconds(15));

        Assert.Null(result.Problem);
        Assert.Null((await Add(product.Database, "next").WaitAsync(TimeSpan.FromSeconds(15))).Problem);
        Assert.Equal(["kept", "next"], await NamesAsync(product.Database));
        Assert.Contains(product.Log.All, line => line.StartsWith("Error ", StringComparison.Ordinal));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Ids_of_a_kind_are_never_given_twice(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);

        var given = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => product.Database.WriteAsync<Id<User>>(unit => unit.NextId<User>(), default)));

        Assert.Equal(64, given.Select(g => g.Value).Distinct().Count());
        Assert.All(given, g => Assert.True(g.Value.Value > 0));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_closed_database_refuses_instead_of_hanging(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var other = product.AnotherNode();
        await Add(other.Database, "before");
        await other.Database.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => Add(other.Database, "after").WaitAsync(TimeSpan.FromSeconds(15)));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task The_migrations_are_the_model_and_are_safe_to_repeat(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await Add(product.Database, "kept");

        product.Database.Migrate();
        product.Database.Migrate();

        Assert.False(product.Database.Read(db => db.Database.HasPendingModelChanges()), "the model has changes that no migration carries: eng/add-migration.sh");
        Assert.Empty(product.Database.Read(db => db.Database.GetPendingMigrations().ToArray()));
        Assert.Equal(["kept"], await NamesAsync(product.Database));
    }

    [Theory, OnPostgreSql]
    public async Task Two_nodes_may_bring_the_tables_up_at_the_same_moment(DatabaseKind kind)
    {
        await using var rows = await TestDatabase.CreateAsync(kind);
        await using var one = new Database(ProductHarness.Dialect(rows), new LogLines().For<Database>());
        await using var two = new Database(ProductHarness.Dialect(rows), new LogLines().For<Database>());

        await Task.WhenAll(Task.Run(one.Migrate), Task.Run(two.Migrate));

        Assert.Null((await Add(one, "row")).Problem);
    }

    internal static Task<Result<Done>> Add(Database database, string name) => database.WriteAsync(unit => AddTo(unit, name), default);

    internal static Result<Done> AddTo(WriteUnit unit, string name)
    {
        unit.Db.Add(new ProtectionKey { Name = name, Xml = "<key/>" });
        return new Done();
    }

    private static Task<List<string>> NamesAsync(Database database) => database.ReadAsync(db => db.ProtectionKeys.Select(k => k.Name).OrderBy(n => n).ToListAsync(), default);

    private static string Pragmas(ContentHubDbContext db) =>
        string.Join(' ', new[] { "journal_mode", "synchronous", "foreign_keys", "busy_timeout" }.Select(p => $"{p}={db.Scalar($"PRAGMA {p}")}"));

    /// <summary>A unit that holds the writer until told, so that what is queued behind it forms one group.</summary>
    private sealed class Busy : IDisposable
    {
        private readonly ManualResetEventSlim _end = new();
        private readonly ManualResetEventSlim _begun = new();

        public bool Ended => _end.IsSet;

        public static Busy Begin(Database database, string? write = null)
        {
            var busy = new Busy();
            _ = database.WriteAsync<Done>(
                unit =>
                {
                    if (write is not null) AddTo(unit, write);
                    unit.Db.SaveChanges();
                    busy._begun.Set();
                    busy._end.Wait(TimeSpan.FromSeconds(30));
                    return new Done();
                },
                default);
            Assert.True(busy._begun.Wait(TimeSpan.FromSeconds(15)), "the writer did not begin");
            return busy;
        }

        public void End() => _end.Set();

        public void Dispose() => _end.Set();
    }
}
