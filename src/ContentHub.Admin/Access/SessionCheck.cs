using ContentHub.Access;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Logging;

namespace ContentHub.Admin.Access;

/// <summary>Ends a page that stays open longer than its session: a circuit reads the cookie only once.</summary>
internal sealed class SessionCheck(ILoggerFactory log, SessionService sessions, RightsWatch rights) : RevalidatingServerAuthenticationStateProvider(log)
{
    // The look costs one short read; who ended a session elsewhere is waiting for it to be over.
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(5);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        if (sessions.Find(authenticationState.User) is null) return false;
        // For pages that nobody touches, but that go on showing what is new.
        await rights.LookAsync();
        return true;
    }
}
