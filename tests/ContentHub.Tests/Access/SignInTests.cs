using ContentHub.Access;
using ContentHub.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ContentHub.Tests.Access;

public sealed class SignInTests
{
    private const string Email = People.Email;
    private const string Password = People.Password;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_session_names_the_person_and_ends_when_the_password_is_reset(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind);

        var signedIn = await product.SignedInAsync(" ANN@example.com");
        Assert.Equal(Email, signedIn.User.Email);
        Assert.Equal(signedIn.Session.Session.Id, product.Sessions.Find(signedIn.Session.Key)?.Id);

        Assert.Null((await product.Users.ResetPasswordAsync(Email, "another good passphrase", default)).Problem);
        Assert.Null(product.Sessions.Find(signedIn.Session.Key));
        Assert.IsType<Problem.Unauthorized>((await product.TryAsync(Password)).Problem);
        Assert.Null((await product.TryAsync("another good passphrase")).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Five_failures_lock_the_account_for_five_minutes_also_for_the_right_password(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind);

        for (var i = 0; i < 5; i++) Assert.IsType<Problem.Unauthorized>((await product.TryAsync("wrong", address: $"10.0.0.{i}")).Problem);

        Assert.IsType<Problem.RateLimited>((await product.TryAsync(Password, address: "10.0.1.1")).Problem);
        product.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.IsType<Problem.RateLimited>((await product.TryAsync(Password, address: "10.0.1.1")).Problem);
        product.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Null((await product.TryAsync(Password, address: "10.0.1.1")).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task An_account_that_does_not_exist_is_answered_and_locked_exactly_like_one_that_does(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind);
        async Task<List<Problem?>> AnswersAsync(string email, string network)
        {
            var answers = new List<Problem?>();
            for (var i = 0; i < 8; i++) answers.Add((await product.TryAsync("wrong", email, $"{network}.{i}")).Problem);
            return answers;
        }

        var known = await AnswersAsync(Email, "10.0.0");
        var unknown = await AnswersAsync("nobody@example.com", "10.0.1");

        Assert.Equal(known, unknown);
        Assert.Equal([true, true, true, true, true, false, false, false], known.Select(p => p is Problem.Unauthorized));
    }

    [Fact]
    public async Task An_account_that_does_not_exist_costs_the_same_work()
    {
        var hasher = new CountingHasher();
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite, services => services.AddSingleton<IPasswordHasher<User>>(hasher));
        _ = (await product.Users.RegisterOwnerAsync(Email, Password, default)).Value;
        async Task<int> WorkAsync(string email)
        {
            var before = hasher.Count;
            Assert.IsType<Problem.Unauthorized>((await product.TryAsync("wrong", email)).Problem);
            return hasher.Count - before;
        }

        _ = await WorkAsync("first@example.com");   // makes the hash that stands in for those that do not exist
        Assert.Equal((1, 1, 1), (await WorkAsync(Email), await WorkAsync("nobody@example.com"), await WorkAsync("no address")));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Five_failures_from_one_address_lock_it_for_all_accounts_and_others_go_on(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind);

        for (var i = 0; i < 5; i++) Assert.IsType<Problem.Unauthorized>((await product.TryAsync("wrong", $"guess{i}@example.com", "10.0.0.1")).Problem);

        Assert.IsType<Problem.RateLimited>((await product.TryAsync(Password, address: "10.0.0.1")).Problem);
        Assert.Null((await product.TryAsync(Password, address: "10.0.0.2")).Problem);
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    public void Of_version_six_the_network_counts(string one, string other, bool same) => Assert.Equal(
        same, SignInThrottle.Address(Caller.Of(System.Net.IPAddress.Parse(one), null)) == SignInThrottle.Address(Caller.Of(System.Net.IPAddress.Parse(other), null)));

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Success_forgets_the_failures_of_the_account_but_not_those_of_the_address(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind);

        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 4; i++) Assert.IsType<Problem.Unauthorized>((await product.TryAsync("wrong", address: $"10.0.{round}.1")).Problem);
            Assert.Null((await product.TryAsync(Password, address: $"10.0.{round}.1")).Problem);
        }

        // With an account of one's own between the guesses one gets no more of them.
        Assert.IsType<Problem.Unauthorized>((await product.TryAsync("wrong", "other@example.com", "10.0.0.1")).Problem);
        Assert.IsType<Problem.RateLimited>((await product.TryAsync("wrong", "third@example.com", "10.0.0.1")).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Guesses_side_by_side_are_counted_like_guesses_in_a_row(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind);
        await using var other = product.AnotherNode();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => (i % 2 == 0 ? product : other).TryAsync("wrong"))));

        Assert.Equal(5, results.Count(r => r.Problem is Problem.Unauthorized));
        Assert.Equal(15, results.Count(r => r.Problem is Problem.RateLimited));
        Assert.IsType<Problem.RateLimited>((await product.TryAsync(Password)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_guess_at_the_moment_of_a_reset_does_not_bring_the_old_password_back(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind, ("Access:TriesPerAddress", "1000"));

        for (var i = 0; i < 5; i++)
        {
            var password = $"{Password} number {i}";
            var guessing = Task.Run(() => product.TryAsync("wrong"));
            await product.Users.ResetPasswordAsync(Email, password, default);
            await guessing;
            await product.Users.ResetPasswordAsync(Email, password, default);
            var late = Task.Run(() => product.TryAsync("wrong"));
            await product.Users.ResetPasswordAsync(Email, password + "!", default);
            await late;
            Assert.Null((await product.TryAsync(password + "!")).Problem);
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Tries_leave_no_rows_once_they_are_forgotten(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind);
        for (var i = 0; i < 30; i++) await product.TryAsync("wrong", $"guess{i}@example.com", $"10.0.0.{i}");
        product.Clock.Advance(TimeSpan.FromMinutes(6));

        await product.TryAsync("wrong", "last@example.com", "10.0.1.1");

        Assert.Equal(2, await product.Database.ReadAsync(db => db.SignInTries.CountAsync(), default));
    }

    private sealed class CountingHasher : IPasswordHasher<User>
    {
        private readonly PasswordHasher<User> _hasher = new();
        private int _count;

        public int Count => _count;

        public string HashPassword(User user, string password)
        {
            Interlocked.Increment(ref _count);
            return _hasher.HashPassword(user, password);
        }

        public PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
        {
            Interlocked.Increment(ref _count);
            return _hasher.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}

/// <summary>A product with one person, and short ways to sign in.</summary>
internal static class People
{
    public const string Email = "ann@example.com";
    public const string Password = "correct horse battery";

    public static async Task<ProductHarness> StartAsync(DatabaseKind kind, params (string Key, string Value)[] settings)
    {
        var product = await ProductHarness.StartAsync(kind, settings);
        _ = (await product.Users.RegisterOwnerAsync(Email, Password, default)).Value;
        return product;
    }

    public static Task<Result<SignInStep>> TryAsync(this ProductHarness product, string password, string email = Email, string address = "10.9.8.7") =>
        product.SignIn.SignInAsync(email, password, SessionKind.Browser, new Caller(address, "tests"), default);

    /// <summary>Without a second factor.</summary>
    public static async Task<SignInStep.SignedIn> SignedInAsync(this ProductHarness product, string email = Email, SessionKind kind = SessionKind.Browser, string agent = "tests") =>
        Assert.IsType<SignInStep.SignedIn>((await product.SignIn.SignInAsync(email, Password, kind, new Caller("10.9.8.7", agent), default)).Value);
}
