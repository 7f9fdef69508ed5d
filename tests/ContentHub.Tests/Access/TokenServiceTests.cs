using System.Security.Claims;
using ContentHub.Access;
using ContentHub.Testing;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Access;

public sealed class TokenServiceTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_token_is_shown_once_and_kept_as_a_digest(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);

        var made = await MakeAsync(product, "deploy", ApiTokenType.FullAccess);

        Assert.Matches("^ch_[A-Za-z0-9_-]{43}$", made.Text);
        var row = await product.Database.ReadAsync(db => db.ApiTokens.SingleAsync(), default);
        Assert.Equal((64, made.Text[..8]), (row.Hash.Length, row.Prefix));
        Assert.DoesNotContain(made.Text[8..], System.Text.Json.JsonSerializer.Serialize(row), StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_token_is_recognised_on_every_node_until_it_is_revoked(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await using var other = product.AnotherNode();
        var full = await MakeAsync(product, "full", ApiTokenType.FullAccess);
        var read = await MakeAsync(product, "read", ApiTokenType.ReadOnly);

        var actor = other.Tokens.ActorOf(full.Text)!;
        Assert.Equal((ActorKind.Token, full.Token.Id.Value, "full"), (actor.Kind, actor.Id, actor.Name));
        Assert.True(actor.Rights.IsEverything);
        var reader = other.Tokens.ActorOf(read.Text)!.Rights;
        Assert.True(Rights.ReadOnly.Covers(reader) && reader.Covers(Rights.ReadOnly));
        foreach (var wrong in (string[])["", "ch_", full.Text + "x", full.Text[..^1], full.Text.ToLowerInvariant(), full.Token.Hash]) Assert.Null(other.Tokens.ActorOf(wrong));

        await product.Tokens.DeleteAsync(Given.Owner, full.Token.Id, default);
        Assert.Null(other.Tokens.ActorOf(full.Text));
        Assert.NotNull(other.Tokens.ActorOf(read.Text));
    }

    [Theory, OnSqlite]
    public async Task A_token_ends_at_its_moment(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var made = (await product.Tokens.CreateAsync(await product.OwnerAsync(), new TokenForm("short", ApiTokenType.ReadOnly, ExpiresAt: product.Clock.Now.AddMinutes(1)), default)).Value;

        product.Clock.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(product.Tokens.ActorOf(made.Text));
        product.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(product.Tokens.ActorOf(made.Text));
    }

    [Theory, OnSqlite]
    public async Task Faults_of_a_token_are_told_together_and_names_are_there_once(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await MakeAsync(product, "taken", ApiTokenType.ReadOnly);

        Assert.Equal(["name", "expires_at"], Given.Faults(await product.Tokens.CreateAsync(Given.Owner, new TokenForm(" ", ApiTokenType.ReadOnly, ExpiresAt: product.Clock.Now), default)).Select(f => f.Split(':')[0]));
        Assert.Equal(["name: there is a token with this name already"], Given.Faults(await product.Tokens.CreateAsync(Given.Owner, new TokenForm("taken", ApiTokenType.ReadOnly), default)));
        Assert.IsType<Problem.Forbidden>((await product.Tokens.CreateAsync(Given.Reader, new TokenForm("x", ApiTokenType.ReadOnly), default)).Problem);
    }

    [Theory, OnSqlite]
    public async Task The_last_use_is_noted_to_the_minute(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var made = await MakeAsync(product, "x", ApiTokenType.ReadOnly);

        product.Tokens.ActorOf(made.Text);

        await Eventually.TrueAsync(async () => (await product.Database.ReadAsync(db => db.ApiTokens.SingleAsync(), default)).LastUsedAt == product.Clock.Now);
    }

    [Fact]
    public void An_actor_is_carried_through_a_request_as_it_was_found()
    {
        var actor = new Actor(ActorKind.Token, 7, "näme", Rights.Everywhere([Permission.EntriesRead, Permission.WebhooksManage]));

        var back = ActorClaims.Actor(ActorClaims.Principal(actor, "Bearer", "stamp"));

        Assert.Equal(actor, back);
        Assert.Equal("stamp", ActorClaims.Stamp(ActorClaims.Principal(actor, "Bearer", "stamp")));
    }

    [Fact]
    public void Claims_that_nobody_vouches_for_are_nobody()
    {
        Assert.Equal(ActorKind.Anonymous, ActorClaims.Actor(new ClaimsPrincipal()).Kind);
        Assert.Equal(ActorKind.Anonymous, ActorClaims.Actor(new ClaimsPrincipal(new ClaimsIdentity([new Claim("kind", "System"), new Claim("permission", "AccessManage")]))).Kind);
    }

    private static async Task<NewToken> MakeAsync(ProductHarness product, string name, ApiTokenType type) => (await product.Tokens.CreateAsync(await product.OwnerAsync(), new TokenForm(name, type), default)).Value;
}
