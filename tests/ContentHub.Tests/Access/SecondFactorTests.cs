using ContentHub.Access;
using ContentHub.Testing;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Access;

public sealed class SecondFactorTests
{
    private static readonly Actor Ann = Given.Owner with { Name = People.Email };
    private static readonly Caller Home = new("10.9.8.7", "tests");

    [Theory, OnSqlite, OnPostgreSql]
    public async Task With_a_second_factor_the_password_alone_signs_nobody_in(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind);
        var (secret, _) = await TurnOnAsync(product);

        var needed = Assert.IsType<SignInStep.CodeNeeded>((await product.TryAsync(People.Password)).Value);
        Assert.Empty((await product.Sessions.ListAsync(Ann, default)).Value);
        Assert.IsType<Problem.Unauthorized>((await product.SignIn.ConfirmAsync(needed.Ticket, "000000", Home, default)).Problem);
        var signedIn = Assert.IsType<SignInStep.SignedIn>((await product.SignIn.ConfirmAsync(needed.Ticket, Code(product, secret), Home, default)).Value);

        Assert.NotNull(product.Sessions.Find(signedIn.Session.Key));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_code_works_once_also_when_it_comes_twice_at_the_same_moment(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind);
        await using var other = product.AnotherNode();
        SettingClock(other, product);
        var (secret, _) = await TurnOnAsync(product);
        SettingClock(other, product);
        var ticket = await TicketAsync(product);
        var code = Code(product, secret);

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => (i % 2 == 0 ? product : other).SignIn.ConfirmAsync(ticket, code, Home, default))));

        Assert.Single(results, r => r.Problem is null);
        Assert.IsType<Problem.Unauthorized>((await product.SignIn.ConfirmAsync(ticket, code, Home with { Address = "10.0.0.1" }, default)).Problem);
        // Nor one of a step before it, which the clock would still allow.
        Assert.IsType<Problem.Unauthorized>((await product.SignIn.ConfirmAsync(ticket, Code(product, secret, -30), Home with { Address = "10.0.0.2" }, default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Guessed_codes_lock_like_guessed_passwords_and_the_password_does_not_unlock(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind);
        var (secret, _) = await TurnOnAsync(product);
        for (var i = 0; i < 5; i++) Assert.IsType<Problem.Unauthorized>((await product.SignIn.ConfirmAsync(await TicketAsync(product, $"10.0.1.{i}"), "000000", new Caller($"10.0.0.{i}", ""), default)).Problem);

        Assert.IsType<Problem.RateLimited>((await product.SignIn.ConfirmAsync(await TicketAsync(product), Code(product, secret), Home, default)).Problem);

        product.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Null((await product.SignIn.ConfirmAsync(await TicketAsync(product), Code(product, secret), Home, default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_recovery_code_stands_in_for_the_app_once(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind);
        var (_, codes) = await TurnOnAsync(product);
        Assert.Equal(10, codes.Distinct().Count());

        var typed = codes[3].ToUpperInvariant().Replace("-", " ", StringComparison.Ordinal);
        Assert.Null((await product.SignIn.ConfirmAsync(await TicketAsync(product), typed, Home, default)).Problem);
        Assert.IsType<Problem.Unauthorized>((await product.SignIn.ConfirmAsync(await TicketAsync(product), typed, Home, default)).Problem);

        Assert.Equal(9, (await product.Profile.GetAsync(Ann, default)).Value.RecoveryCodesLeft);
        var renewed = (await product.Profile.RenewRecoveryCodesAsync(Ann, People.Password, Home, default)).Value.Codes;
        Assert.IsType<Problem.Unauthorized>((await product.SignIn.ConfirmAsync(await TicketAsync(product), codes[4], Home, default)).Problem);
        Assert.Null((await product.SignIn.ConfirmAsync(await TicketAsync(product), renewed[4], Home, default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Neither_secret_nor_recovery_codes_are_readable_in_the_database(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind);
        var (secret, codes) = await TurnOnAsync(product);

        var user = await product.Database.ReadAsync(db => db.Users.SingleAsync(), default);
        var rows = await product.Database.ReadAsync(db => db.RecoveryCodes.ToListAsync(), default);

        Assert.NotNull(user.AuthenticatorKey);
        Assert.DoesNotContain(Convert.ToBase64String(secret), user.AuthenticatorKey, StringComparison.Ordinal);
        Assert.True(Convert.FromBase64String(user.AuthenticatorKey).AsSpan().IndexOf(secret) < 0);
        Assert.Equal(codes.Select(RecoveryCode.Digest).Order(), rows.Select(r => r.Hash).Order());
    }

    [Fact]
    public async Task It_is_on_only_after_the_app_has_shown_a_code_and_the_password_was_given()
    {
        await using var product = await People.StartAsync(DatabaseKind.Sqlite);

        Assert.Equal(["current_password: this is not your password"], Given.Faults(await product.Profile.PrepareSecondFactorAsync(Ann, "wrong", Home, default)));
        Assert.IsType<Problem.Conflict>((await product.Profile.ConfirmSecondFactorAsync(Ann, "123456", null, default)).Problem);
        var secret = Bytes((await product.Profile.PrepareSecondFactorAsync(Ann, People.Password, Home, default)).Value.Secret);
        Assert.Single(Given.Faults(await product.Profile.ConfirmSecondFactorAsync(Ann, "000000", null, default)));
        Assert.IsType<SignInStep.SignedIn>((await product.TryAsync(People.Password)).Value);

        Assert.Null((await product.Profile.ConfirmSecondFactorAsync(Ann, Code(product, secret), null, default)).Problem);
        Assert.IsType<SignInStep.CodeNeeded>((await product.TryAsync(People.Password)).Value);
        Assert.IsType<Problem.Conflict>((await product.Profile.PrepareSecondFactorAsync(Ann, People.Password, Home, default)).Problem);
    }

    [Fact]
    public async Task Turning_it_on_ends_all_sessions_but_the_one_that_asks()
    {
        await using var product = await People.StartAsync(DatabaseKind.Sqlite);
        var (mine, other) = (await product.SignedInAsync(), await product.SignedInAsync());

        await TurnOnAsync(product, mine.Session.Session.Id);

        Assert.NotNull(product.Sessions.Find(mine.Session.Key));
        Assert.Null(product.Sessions.Find(other.Session.Key));
    }

    [Fact]
    public async Task It_goes_by_the_password_or_by_the_command_of_the_server()
    {
        await using var product = await People.StartAsync(DatabaseKind.Sqlite);
        await TurnOnAsync(product);
        Assert.Single(Given.Faults(await product.Profile.TurnSecondFactorOffAsync(Ann, "wrong", Home, default)));
        Assert.Null((await product.Profile.TurnSecondFactorOffAsync(Ann, People.Password, Home, default)).Problem);
        Assert.IsType<SignInStep.SignedIn>((await product.TryAsync(People.Password)).Value);

        await TurnOnAsync(product);
        Assert.Null((await product.Users.ResetSecondFactorAsync(People.Email, default)).Problem);
        Assert.IsType<SignInStep.SignedIn>((await product.TryAsync(People.Password)).Value);
        Assert.Equal(0, await product.Database.ReadAsync(db => db.RecoveryCodes.CountAsync(), default));
    }

    [Fact]
    public async Task The_proof_of_the_password_holds_five_minutes_and_until_the_password_changes()
    {
        await using var product = await People.StartAsync(DatabaseKind.Sqlite);
        var (secret, _) = await TurnOnAsync(product);
        var late = await TicketAsync(product);
        product.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.IsType<Problem.Unauthorized>((await product.SignIn.ConfirmAsync(late, Code(product, secret), Home, default)).Problem);

        var stale = await TicketAsync(product);
        await product.Users.ResetPasswordAsync(People.Email, "another good passphrase", default);
        Assert.IsType<Problem.Unauthorized>((await product.SignIn.ConfirmAsync(stale, Code(product, secret), Home, default)).Problem);
        Assert.IsType<Problem.Unauthorized>((await product.SignIn.ConfirmAsync("forged", Code(product, secret), Home, default)).Problem);
    }

    private static async Task<(byte[] Secret, IReadOnlyList<string> Codes)> TurnOnAsync(ProductHarness product, Id<Session>? keep = null)
    {
        var secret = Bytes((await product.Profile.PrepareSecondFactorAsync(Ann, People.Password, Home, default)).Value.Secret);
        var codes = (await product.Profile.ConfirmSecondFactorAsync(Ann, Code(product, secret), keep, default)).Value.Codes;
        product.Clock.Advance(TimeSpan.FromMinutes(1));   // the code that turned it on is used up
        return (secret, codes);
    }

    private static async Task<string> TicketAsync(ProductHarness product, string address = "10.9.8.7") =>
        Assert.IsType<SignInStep.CodeNeeded>((await product.TryAsync(People.Password, address: address)).Value).Ticket;

    private static string Code(ProductHarness product, byte[] secret, int seconds = 0) => Totp.Code(secret, Totp.Step(product.Clock.Now.AddSeconds(seconds)));

    private static void SettingClock(ProductHarness to, ProductHarness from) => to.Clock.Advance(from.Clock.Now - to.Clock.Now);

    internal static byte[] Bytes(string base32)
    {
        var bits = string.Concat(base32.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
