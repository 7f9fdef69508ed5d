using ContentHub.Persistence;
using ContentHub.Testing;

namespace ContentHub.Tests.Persistence;

public sealed class VersionedCacheTests
{
    private int _loads;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_change_by_another_process_is_seen_at_the_next_use(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await using var other = product.AnotherNode();
        var (here, there) = (Cache(), Cache());
        Assert.Empty(product.Database.Read(here.Get));

        await AddAsync(other.Database, there, "first");

        Assert.Equal(["first"], product.Database.Read(here.Get));
        await AddAsync(other.Database, there, "second");
        Assert.Equal(["first", "second"], product.Database.Read(here.Get));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_did_not_change_is_not_read_again(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var cache = Cache();
        await AddAsync(product.Database, cache, "row");
        product.Database.Read(cache.Get);
        var loads = _loads;

        for (var i = 0; i < 10; i++) product.Database.Read(cache.Get);

        Assert.Equal(loads, _loads);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_unit_sees_its_own_change_and_when_it_is_rolled_back_nobody_else_ever_does(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var cache = Cache();
        await AddAsync(product.Database, cache, "kept");

        for (var i = 0; i < 5; i++)
        {
            var inside = new List<string>();
            await product.Database.WriteAsync<Done>(
                unit =>
                {
                    DatabaseTests.AddTo(unit, "dropped");
                    cache.Touch(unit);
                    inside.AddRange(cache.Get(unit.Db));
                    return new Problem.Conflict("no");
                },
                default);

            Assert.Equal(["dropped", "kept"], inside);
            Assert.Equal(["kept"], product.Database.Read(cache.Get));
            Assert.Equal(["kept"], (await product.Database.WriteAsync<string[]>(unit => cache.Get(unit.Db), default)).Value);
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Units_committed_together_see_each_others_changes_but_none_of_a_unit_that_refused(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var cache = Cache();
        Task<Result<string[]>> Unit(string? row, bool refuse = false) => product.Database.WriteAsync<string[]>(
            unit =>
            {
                var before = cache.Get(unit.Db);
                if (row is not null)
                {
                    DatabaseTests.AddTo(unit, row);
                    cache.Touch(unit);
                }

                return refuse ? new Problem.Conflict(string.Join(',', cache.Get(unit.Db))) : before;
            },
            default);

        // Queued while the writer is held, these are one group.
        using var hold = new ManualResetEventSlim();
        var held = product.Database.WriteAsync<Done>(_ => { hold.Wait(); return new Done(); }, default);
        var units = new[] { Unit(null), Unit("first"), Unit("refused", refuse: true), Unit("second"), Unit(null) };
        hold.Set();
        await held;
        var seen = await Task.WhenAll(units);

        Assert.Equal(["", "", "first", "first,second"], seen.Where(r => r.Problem is null).Select(r => string.Join(',', r.Value)));
        Assert.Equal("first,refused", Assert.IsType<Problem.Conflict>(seen[2].Problem).Why);
        Assert.Equal(["first", "second"], product.Database.Read(cache.Get));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task After_a_rollback_another_change_is_seen_with_its_own_rows(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var cache = Cache();
        await product.Database.WriteAsync<Done>(
            unit =>
            {
                DatabaseTests.AddTo(unit, "dropped");
                cache.Touch(unit);
                cache.Get(unit.Db);
                return new Problem.Conflict("no");
            },
            default);

        await AddAsync(product.Database, cache, "kept");

        Assert.Equal(["kept"], product.Database.Read(cache.Get));
    }

    private VersionedCache<string[]> Cache() => new("test", db =>
    {
        Interlocked.Increment(ref _loads);
        return [.. db.ProtectionKeys.Select(k => k.Name).OrderBy(n => n)];
    });

    private static Task AddAsync(Database database, VersionedCache<string[]> cache, string name) => database.WriteAsync<Done>(
        unit =>
        {
            DatabaseTests.AddTo(unit, name);
            cache.Touch(unit);
            return new Done();
        },
        default);
}
