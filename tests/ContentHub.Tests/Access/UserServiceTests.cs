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
    [InlineData("P4ssw0rd!2345", "too easy")]
    [InlineData("qwertyuiop1234", "too easy")]
    [InlineData("abcabcabcabcabc", "too easy")]
    [InlineData("my anneliese 1", "e-mail's name")]
    [InlineData("Example of a password", "e-mail's name")]
    public async Task A_weak_password_is_refused_with_the_reason(string password, string reason)
    {
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite);

        var faults = Given.Faults(await product.Users.RegisterOwnerAsync("anneliese@example.com", password, default));

        Assert.Contains(reason, Assert.Single(faults), StringComparison.Ordinal);
        Assert.False(product.Users.HasOwner());
    }

    [Theory]
    [InlineData("correct horse battery")]
    [InlineData("vD7#kq!Z2p")]   // ten characters of all kinds
    [InlineData("8f3a9c2b7d1e4f60")]
    [InlineData("Passwörter sind lang")]
    public async Task A_password_that_is_long_or_hard_to_guess_is_taken(string password)
    {
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite);

        Assert.Null((await product.Users.RegisterOwnerAsync("anneliese@example.com", password, default)).Problem);
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
    public async Task Passwords_are_kept_as_hashes_only(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);

        var user = await product.Database.ReadAsync(db => db.Users.SingleAsync(), default);

        Assert.DoesNotContain(Password, user.PasswordHash, StringComparison.Ordinal);
        Assert.True(user.PasswordHash!.Length > 60);
    }

    private static async Task<ProductHarness> StartAsync(DatabaseKind kind)
    {
        var product = await ProductHarness.StartAsync(kind);
        _ = (await product.Users.RegisterOwnerAsync(Email, Password, default)).Value;
        return product;
    }
}
