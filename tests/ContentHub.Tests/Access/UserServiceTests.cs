using ContentHub.Access;
using ContentHub.Testing;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Access;

public sealed class UserServiceTests
{
    private const string Email = "ann@example.com";
    private const string Password = "correct horse battery";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Of_many_first_owners_at_once_one_wins(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await using var other = product.AnotherNode();
        Assert.False(product.Users.HasOwner());

        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => (i % 2 == 0 ? product : other).Users.RegisterOwnerAsync($"owner{i}x@example.com", Password, default))));

        Assert.Single(results, r => r.Problem is null);
        Assert.All(results.Where(r => r.Problem is not null), r => Assert.IsType<Problem.Conflict>(r.Problem));
        Assert.Equal(1, await product.Database.ReadAsync(db => db.Users.CountAsync(), default));
        Assert.True(other.Users.HasOwner());
    }

    [Theory]
    [InlineData("short", "12 to 256")]
    [InlineData("elevenchars", "12 to 256")]
    [InlineData("aaaaaaaaaaaaaaaa", "too easy")]
    [InlineData("password1234", "too easy")]
    [InlineData("my anneliese 1", "e-mail's name")]
    public async Task A_weak_password_is_refused_with_the_reason(string password, string reason)
    {
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite);

        var faults = Given.Faults(await product.Users.RegisterOwnerAsync("anneliese@example.com", password, default));

        Assert.Contains(reason, Assert.Single(faults), StringComparison.Ordinal);
        Assert.False(product.Users.HasOwner());
    }

    [Theory]
    [InlineData("")]
    [InlineData("ann")]
    [InlineData("Ann <ann@example.com>")]
    [InlineData("a@b@c")]
    public async Task What_is_no_address_is_refused_together_with_the_password(string email)
    {
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite);

        Assert.Equal(["email", "password"], Given.Faults(await product.Users.RegisterOwnerAsync(email, "short", default)).Select(f => f.Split(':')[0]));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_session_carries_the_actor_and_ends_when_the_password_is_reset(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);

        var session = (await product.Users.SignInAsync(" ANN@example.com".Trim(), Password, "Cookies", default)).Value;
        var actor = ActorClaims.Actor(session);
        Assert.Equal((ActorKind.User, Email), (actor.Kind, actor.Name));
        Assert.True(product.Users.StillHolds(session));

        Assert.Null((await product.Users.ResetPasswordAsync(Email, "another good passphrase", default)).Problem);
        Assert.False(product.Users.StillHolds(session));
        Assert.IsType<Problem.Unauthorized>((await product.Users.SignInAsync(Email, Password, "Cookies", default)).Problem);
        Assert.Null((await product.Users.SignInAsync(Email, "another good passphrase", "Cookies", default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Passwords_are_kept_as_hashes_only(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);

        var user = await product.Database.ReadAsync(db => db.Users.SingleAsync(), default);

        Assert.DoesNotContain(Password, user.PasswordHash, StringComparison.Ordinal);
        Assert.True(user.PasswordHash!.Length > 60);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Five_failures_lock_the_account_for_five_minutes_and_the_answer_never_tells_what_was_wrong(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var unknown = (await SignInAsync(product, "wrong", "nobody@example.com")).Problem;

        for (var i = 0; i < 5; i++) Assert.Equal(unknown, (await SignInAsync(product, "wrong")).Problem);

        Assert.IsType<Problem.RateLimited>((await SignInAsync(product, Password)).Problem);
        product.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.IsType<Problem.RateLimited>((await SignInAsync(product, Password)).Problem);
        product.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Null((await SignInAsync(product, Password)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Success_forgets_the_failures_before_it(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);

        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 4; i++) Assert.IsType<Problem.Unauthorized>((await SignInAsync(product, "wrong")).Problem);
            Assert.Null((await SignInAsync(product, Password)).Problem);
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Guesses_side_by_side_are_counted_like_guesses_in_a_row(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        await using var other = product.AnotherNode();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => SignInAsync(i % 2 == 0 ? product : other, "wrong"))));

        Assert.Equal(5, results.Count(r => r.Problem is Problem.Unauthorized));
        Assert.Equal(15, results.Count(r => r.Problem is Problem.RateLimited));
        Assert.IsType<Problem.RateLimited>((await SignInAsync(product, Password)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_guess_at_the_moment_of_a_reset_does_not_bring_the_old_password_back(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);

        for (var i = 0; i < 5; i++)
        {
            var password = $"{Password} number {i}";
            var guessing = Task.Run(() => SignInAsync(product, "wrong"));
            await product.Users.ResetPasswordAsync(Email, password, default);
            await guessing;
            await product.Users.ResetPasswordAsync(Email, password, default);
            var late = Task.Run(() => SignInAsync(product, "wrong"));
            await product.Users.ResetPasswordAsync(Email, password + "!", default);
            await late;
            Assert.Null((await SignInAsync(product, password + "!")).Problem);
        }
    }

    private static async Task<ProductHarness> StartAsync(DatabaseKind kind)
    {
        var product = await ProductHarness.StartAsync(kind);
        _ = (await product.Users.RegisterOwnerAsync(Email, Password, default)).Value;
        return product;
    }

    private static Task<Result<System.Security.Claims.ClaimsPrincipal>> SignInAsync(ProductHarness product, string password, string email = Email) =>
        product.Users.SignInAsync(email, password, "Cookies", default);
}
