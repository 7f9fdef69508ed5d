using System.Globalization;
using ContentHub.Access;
using ContentHub.Testing;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Access;

public sealed class PasswordResetTests
{
    private static readonly Caller Home = new("10.9.8.7", "tests");

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_link_by_mail_sets_a_new_password_once(DatabaseKind kind)
    {
        await using var mails = MailCatcher.Start();
        await using var product = await StartAsync(kind, mails);
        var resets = product.Get<PasswordResetService>();
        var session = await product.SignedInAsync();

        Assert.Null((await resets.AskAsync(" ANN@example.com ", Home, default)).Problem);
        var mail = await mails.WaitForAsync(1);
        var token = TokenIn(mail);

        Assert.Equal((People.Email, "cms@example.com"), (mail.To, mail.From));
        Assert.Contains("https://cms.example.com/admin/reset-password?token=", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(token, await product.Database.ReadAsync(db => db.PasswordResets.Select(r => r.Hash).SingleAsync(), default), StringComparison.Ordinal);
        Assert.True(await resets.IsGoodAsync(token, default), mail.Text);
        Assert.Equal(["password: password must be 12 to 256 characters"], Given.Faults(await resets.ResetAsync(token, "short", default)));
        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => Task.Run(() => resets.ResetAsync(token, $"another good passphrase {i}", default))));

        Assert.Single(results, r => r.Problem is null);
        Assert.Equal(2, results.Count(r => r.Problem is Problem.NotFound));
        Assert.False(await resets.IsGoodAsync(token, default));
        Assert.Null(product.Sessions.Find(session.Session.Key));
        Assert.IsType<Problem.Unauthorized>((await product.TryAsync(People.Password)).Problem);
    }

    [Fact]
    public async Task A_link_ends_after_an_hour_and_when_another_one_is_asked_for()
    {
        await using var mails = MailCatcher.Start();
        await using var product = await StartAsync(DatabaseKind.Sqlite, mails);
        var resets = product.Get<PasswordResetService>();
        await resets.AskAsync(People.Email, Home, default);
        var first = TokenIn(await mails.WaitForAsync(1));
        await resets.AskAsync(People.Email, Home, default);
        var second = TokenIn(await mails.WaitForAsync(2));

        Assert.IsType<Problem.NotFound>((await resets.ResetAsync(first, "another good passphrase", default)).Problem);
        product.Clock.Advance(TimeSpan.FromHours(1));
        Assert.IsType<Problem.NotFound>((await resets.ResetAsync(second, "another good passphrase", default)).Problem);
    }

    [Fact]
    public async Task Asking_answers_alike_for_addresses_that_nobody_has_and_those_get_no_mail()
    {
        await using var mails = MailCatcher.Start();
        await using var product = await StartAsync(DatabaseKind.Sqlite, mails);
        var resets = product.Get<PasswordResetService>();
        await product.Users.DisableAsync(Given.Owner, (await JoinedAsync(product)).Id, default);

        foreach (var nobody in new[] { "nobody@example.com", "no address", "", "gone@example.com" }) Assert.Null((await resets.AskAsync(nobody, Home, default)).Problem);
        Assert.Null((await resets.AskAsync(People.Email, Home, default)).Problem);

        Assert.Equal(People.Email, (await mails.WaitForAsync(1)).To);   // the last in the queue, so that those before it are done
        Assert.Single(mails.Mails);
        Assert.IsType<Problem.RateLimited>((await resets.AskAsync("another@example.com", Home, default)).Problem);
    }

    [Fact]
    public async Task A_server_of_mails_that_is_away_costs_the_mail_and_nothing_else()
    {
        int port;
        await using (var gone = MailCatcher.Start()) port = gone.Port;
        await using var product = await People.StartAsync(DatabaseKind.Sqlite, Settings(port));
        await product.StartBackgroundAsync();

        Assert.Null((await product.Get<PasswordResetService>().AskAsync(People.Email, Home, default)).Problem);

        await Eventually.TrueAsync(() => Task.FromResult(product.Log.All.Any(line => line.Contains("could not be sent", StringComparison.Ordinal))));
        Assert.Null((await product.TryAsync(People.Password)).Problem);
    }

    [Fact]
    public async Task Without_a_server_of_mails_nothing_is_offered()
    {
        await using var product = await People.StartAsync(DatabaseKind.Sqlite);

        Assert.False(product.Get<PasswordResetService>().IsOffered);
        Assert.IsType<Problem.Conflict>((await product.Get<PasswordResetService>().AskAsync(People.Email, Home, default)).Problem);
    }

    private static async Task<ProductHarness> StartAsync(DatabaseKind kind, MailCatcher mails)
    {
        var product = await People.StartAsync(kind, Settings(mails.Port));
        await product.StartBackgroundAsync();
        return product;
    }

    private static (string, string)[] Settings(int port) =>
    [
        ("Smtp:Host", "127.0.0.1"), ("Smtp:Port", port.ToString(CultureInfo.InvariantCulture)), ("Smtp:From", "cms@example.com"), ("Smtp:Tls", "false"), ("Access:PublicUrl", "https://cms.example.com/"),
    ];

    private static async Task<User> JoinedAsync(ProductHarness product)
    {
        var invitations = product.Get<InvitationService>();
        var made = (await invitations.InviteAsync(Given.Owner, "gone@example.com", Role.Author, default)).Value;
        return (await invitations.AcceptAsync(made.Path.Split("token=")[1], "", People.Password, default)).Value;
    }

    private static string TokenIn(CaughtMail mail) => mail.Text.Split("token=")[1].Split('\r', '\n')[0].Trim();
}
