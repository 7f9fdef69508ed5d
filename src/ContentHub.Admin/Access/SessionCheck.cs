using ContentHub.Access;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Logging;

namespace ContentHub.Admin.Access;

/// <summary>Ends a page that stays open longer than its session: a circuit reads the cookie only once.</summary>
internal sealed class SessionCheck(ILoggerFactory log, UserService users) : RevalidatingServerAuthenticationStateProvider(log)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        Task.FromResult(users.StillHolds(authenticationState.User));
}
