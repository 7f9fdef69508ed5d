using System.Net;
using System.Net.Mail;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ContentHub.Access;

/// <summary>Sends the links of <see cref="PasswordResetService"/>, one after the other.</summary>
internal sealed partial class PasswordMails(PasswordResetService resets, SmtpOptions smtp, AccessOptions access, ILogger<PasswordMails> log) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var email in resets.Asked.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                if (await resets.MakeAsync(email, stoppingToken) is not { } made) continue;
                await SendAsync(made.User.Email, access.Link("/admin/reset-password?token=" + made.Token), stoppingToken);
                LogSent(log, made.User.Id.Value);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, fault);   // who waits in vain asks again
            }
        }
    }

    private async Task SendAsync(string to, string link, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        using var client = new SmtpClient(smtp.Host, smtp.Port) { EnableSsl = smtp.Tls };
        if (smtp.User.Length > 0) client.Credentials = new NetworkCredential(smtp.User, smtp.Password);
        using var mail = new MailMessage(smtp.From, to)
        {
            Subject = "A new password for ContentHub",
            Body = $"""
                Somebody, you hopefully, asked for a new password for {to} at {access.PublicUrl}.

                Set one here, within the hour; the link works once:
                {link}

                If it was not you, there is nothing to do: the password stays as it is.
                """.ReplaceLineEndings("\r\n"),
        };
        await client.SendMailAsync(mail, patience.Token);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A link for a new password went to user {UserId}.")]
    private static partial void LogSent(ILogger log, long userId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The link for a new password could not be sent.")]
    private static partial void LogFailed(ILogger log, Exception fault);
}
