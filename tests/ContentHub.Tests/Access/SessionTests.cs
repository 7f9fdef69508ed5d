using ContentHub.Access;
using ContentHub.Testing;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Access;

public sealed class SessionTests
{
    private static readonly Actor Ann = Given.Owner with { Name = People.Email };

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Every_sign_in_has_a_key_of_its_own_of_which_only_the_digest_is_kept(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind);

        var (one, two) = (await product.SignedInAsync(), await product.SignedInAsync());

        Assert.NotEqual(one.Session.Key, two.Session.Key);
        Assert.Equal(47, one.Session.Key.Length);
        var rows = await product.Database.ReadAsync(db => db.Sessions.ToListAsync(), default);
        Assert.Equal([ApiToken.Digest(one.Session.Key), ApiToken.Digest(two.Session.Key)], rows.OrderBy(r => r.Id.Value).Select(r => r.Hash));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task An_ended_session_is_over_at_once_on_every_node(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind);
        await using var other = product.AnotherNode();
        var (mine, lost) = (await product.SignedInAsync(agent: "here"), await product.SignedInAsync(agent: "left in the train"));
        Assert.NotNull(other.Sessions.Find(lost.Session.Key));

        Assert.Equal(["left in the train", "here"], (await product.Sessions.ListAsync(Ann, default)).Value.Select(s => s.Agent));
        Assert.Null((await product.Sessions.EndAsync(Ann, lost.Session.Session.Id, default)).Problem);

        Assert.Null(product.Sessions.Find(lost.Session.Key));
        Assert.Null(other.Sessions.Find(lost.Session.Key));
        Assert.NotNull(other.Sessions.Find(mine.Session.Key));
        Assert.IsType<Problem.NotFound>((await product.Sessions.EndAsync(Ann, lost.Session.Session.Id, default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task All_others_end_and_the_one_that_asks_goes_on(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind);
        var mine = await product.SignedInAsync();
        var others = new[] { await product.SignedInAsync(), await product.SignedInAsync(kind: SessionKind.Script) };

        Assert.Equal(2, (await product.Sessions.EndOthersAsync(Ann, mine.Session.Session.Id, default)).Value);

        Assert.NotNull(product.Sessions.Find(mine.Session.Key));
        Assert.All(others, other => Assert.Null(product.Sessions.Find(other.Session.Key)));
        Assert.Equal(1, (await product.Sessions.EndOthersAsync(Ann, null, default)).Value);
    }

    [Fact]
    public async Task Nobody_ends_or_sees_the_sessions_of_others_and_tokens_have_none()
    {
        await using var product = await People.StartAsync(DatabaseKind.Sqlite);
        var session = (await product.SignedInAsync()).Session;
        var bob = Ann with { Id = 99, Name = "bob@example.com" };

        Assert.Empty((await product.Sessions.ListAsync(bob, default)).Value);
        Assert.IsType<Problem.NotFound>((await product.Sessions.EndAsync(bob, session.Session.Id, default)).Problem);
        Assert.Equal(0, (await product.Sessions.EndOthersAsync(bob, null, default)).Value);
        Assert.IsType<Problem.Forbidden>((await product.Sessions.ListAsync(Given.Reader, default)).Problem);
        Assert.IsType<Problem.Unauthorized>((await product.Sessions.ListAsync(Actor.Anonymous, default)).Problem);
        Assert.NotNull(product.Sessions.Find(session.Key));
    }

    [Theory]
    [InlineData(SessionKind.Browser, 12)]
    [InlineData(SessionKind.Remembered, 14 * 24)]
    public async Task A_browsers_session_lasts_while_it_is_used_also_on_another_node(SessionKind kind, int hours)
    {
        await using var product = await People.StartAsync(DatabaseKind.Sqlite);
        await using var other = product.AnotherNode();
        var session = (await product.SignedInAsync(kind: kind)).Session;
        Assert.NotNull(other.Sessions.Find(session.Key));

        for (var i = 0; i < 3; i++)
        {
            product.Clock.Advance(TimeSpan.FromHours(hours - 1));
            Assert.NotNull(product.Sessions.Find(session.Key));
        }

        await NotedAsync(product);
        SetClock(other, product);
        Assert.NotNull(other.Sessions.Find(session.Key));
        product.Clock.Advance(TimeSpan.FromHours(hours + 1));
        Assert.Null(product.Sessions.Find(session.Key));
        await product.Sessions.ExpireAsync(default);
        Assert.Equal(0, await product.Database.ReadAsync(db => db.Sessions.CountAsync(), default));
    }

    [Fact]
    public async Task A_scripts_session_lasts_twelve_hours_however_much_it_is_used()
    {
        await using var product = await People.StartAsync(DatabaseKind.Sqlite);
        var session = (await product.SignedInAsync(kind: SessionKind.Script)).Session;

        product.Clock.Advance(TimeSpan.FromHours(11));
        Assert.NotNull(product.Sessions.Find(session.Key));
        product.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(product.Sessions.Find(session.Key));
    }

    [Fact]
    public async Task When_it_was_seen_last_is_noted_to_the_minute()
    {
        await using var product = await People.StartAsync(DatabaseKind.Sqlite);
        var session = (await product.SignedInAsync()).Session;
        var began = product.Clock.Now;

        product.Clock.Advance(TimeSpan.FromSeconds(59));
        product.Sessions.Find(session.Key);
        await NotedAsync(product);
        Assert.Equal(began, await SeenAsync());
        product.Clock.Advance(TimeSpan.FromSeconds(2));
        product.Sessions.Find(session.Key);
        await NotedAsync(product);
        Assert.Equal(product.Clock.Now, await SeenAsync());

        async Task<DateTimeOffset> SeenAsync() => (await product.Sessions.ListAsync(Ann, default)).Value.Single().LastSeenAt;
    }

    // Notes are written without anybody waiting; a write after them is done after them.
    private static Task<Result<Done>> NotedAsync(ProductHarness product) => product.Database.WriteAsync<Done>(_ => new Done(), default);

    private static void SetClock(ProductHarness to, ProductHarness from) => to.Clock.Advance(from.Clock.Now - to.Clock.Now);
}
