using System.CommandLine;
using ContentHub.Access;

namespace ContentHub.Server.Commands;

/// <summary><c>user reset-password &lt;email&gt;</c> and <c>user reset-second-factor &lt;email&gt;</c>: for an owner who is locked out. The new password is read from the standard input, so that it stands in no list of processes.</summary>
internal static class UserCommand
{
    public static Command Create()
    {
        var email = new Argument<string>("email") { Description = "E-mail of the user." };
        var reset = new Command("reset-password", "Sets a new password (read from the standard input) and ends all sessions of the user.") { email };
        reset.TreatUnmatchedTokensAsErrors = false;
        reset.SetAction((parsed, ct) => StartUp.GuardAsync(() => ResetAsync(parsed.GetValue(email)!, parsed.UnmatchedTokens, ct)));
        var factor = new Command("reset-second-factor", "Turns the second factor of a user off and ends all sessions of the user.") { email };
        factor.TreatUnmatchedTokensAsErrors = false;
        factor.SetAction((parsed, ct) => StartUp.GuardAsync(() => ResetSecondFactorAsync(parsed.GetValue(email)!, parsed.UnmatchedTokens, ct)));
        return new Command("user", "Users of the panel.") { reset, factor };
    }

    private static async Task ResetAsync(string email, IEnumerable<string> args, CancellationToken ct)
    {
        await using var app = ServerHost.Build(args);
        app.Services.GetRequiredService<FirstSteps>().Migrate();
        await Console.Out.WriteAsync("New password: ");
        var password = await Console.In.ReadLineAsync(ct) ?? "";
        (await app.Services.GetRequiredService<UserService>().ResetPasswordAsync(email, password, ct)).OrStop(email);
        await Console.Out.WriteLineAsync("The password was changed; sign in again.");
    }

    private static async Task ResetSecondFactorAsync(string email, IEnumerable<string> args, CancellationToken ct)
    {
        await using var app = ServerHost.Build(args);
        app.Services.GetRequiredService<FirstSteps>().Migrate();
        (await app.Services.GetRequiredService<UserService>().ResetSecondFactorAsync(email, ct)).OrStop(email);
        await Console.Out.WriteLineAsync("The second factor is off; sign in with the password alone.");
    }
}
