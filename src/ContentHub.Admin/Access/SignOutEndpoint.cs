using ContentHub.Http;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Admin.Access;

/// <summary>Ends the session of this browser. A plain request, because a circuit cannot change cookies.</summary>
internal static class SignOutEndpoint
{
    // Public: who is signed out already only wants to see the sign-in.
    public static void MapSignOut(this IEndpointRouteBuilder routes) => routes.MapPost("/admin/sign-out", SignOutAsync).IsPublic().ExcludeFromDescription();

    private static async Task<IResult> SignOutAsync(HttpContext http, IAntiforgery antiforgery)
    {
        if (http.User.Identity?.IsAuthenticated == true)
        {
            if (!await antiforgery.IsRequestValidAsync(http)) return Results.BadRequest(T("The form is out of date: go back, reload the page and try again."));
            await http.EndSessionAsync();
        }

        return Results.LocalRedirect($"{http.Request.PathBase}/admin/sign-in");
    }
}
