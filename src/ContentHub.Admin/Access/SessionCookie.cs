using ContentHub.Access;
using ContentHub.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ContentHub.Admin.Access;

/// <summary>The cookie of the panel.</summary>
internal static class SessionCookie
{
    private const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    /// <summary>Gives the browser the session in place of the one it had, which ends.</summary>
    public static async Task BeginSessionAsync(this HttpContext http, SignInStep.SignedIn signedIn)
    {
        await http.Sessions().SignOutAsync(http.User, http.RequestAborted);
        var remembered = signedIn.Session.Session.Kind == SessionKind.Remembered;
        await http.SignInAsync(Scheme, SessionService.Principal(signedIn.User, signedIn.Session, Scheme), new AuthenticationProperties { IsPersistent = remembered });
    }

    /// <summary>Signs in with a password that was just set, by somebody who has no second factor yet; whoever cannot goes to the sign-in.</summary>
    public static async Task BeginSessionAsync(this HttpContext http, SignInService signIn, string email, string password)
    {
        var step = await signIn.SignInAsync(email, password, SessionKind.Browser, http.Caller(), http.RequestAborted);
        if (step is { Problem: null, Value: SignInStep.SignedIn signedIn }) await http.BeginSessionAsync(signedIn);
    }

    /// <summary>Ends the session and takes the cookie back.</summary>
    public static async Task EndSessionAsync(this HttpContext http)
    {
        await http.Sessions().SignOutAsync(http.User, http.RequestAborted);
        await http.SignOutAsync(Scheme);
    }

    private static SessionService Sessions(this HttpContext http) => http.RequestServices.GetRequiredService<SessionService>();
}
