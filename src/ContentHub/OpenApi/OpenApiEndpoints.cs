using System.IO.Compression;
using System.Text;
using ContentHub.Http;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace ContentHub.OpenApi;

/// <summary><c>/openapi.json</c> and its explorer at <c>/docs</c>, which needs nothing from elsewhere.</summary>
internal static class OpenApiEndpoints
{
    private const string Shipped = "Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist.";

    public static void MapOpenApi(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/openapi.json", Describe).WithTags("Discovery").IsPublic();
        routes.MapGet("/docs", Explore).IsPublic();
        routes.MapGet("/docs/{file}", File).IsPublic();
    }

    private static async Task<IResult> Describe(HttpContext http, ApiDescription description, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "private, no-cache";
        http.Response.Headers.Vary = "Authorization, Cookie";
        return Results.Bytes(await description.ForAsync(http.Actor(), ct), "application/json; charset=utf-8");
    }

    private static IResult Explore(HttpContext http, IAntiforgery antiforgery)
    {
        // Writes that the session's cookie vouches for need the token; nobody else has any use for it.
        var signedIn = http.User.Identity?.AuthenticationType == CookieAuthenticationDefaults.AuthenticationScheme;
        var token = signedIn ? antiforgery.GetAndStoreTokens(http).RequestToken : "";
        http.Response.Headers.CacheControl = "no-store";
        return Results.Content(Own("docs.html").Replace("{csrf}", token, StringComparison.Ordinal), "text/html; charset=utf-8");
    }

    private static IResult File(string file, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-cache";
        if (file == "docs.js") return Results.Content(Own(file), "text/javascript; charset=utf-8");
        string? kind = file switch { "swagger-ui.css" => "text/css", "swagger-ui-bundle.js" => "text/javascript", "favicon-32x32.png" => "image/png", _ => null };
        if (kind is null || typeof(SwaggerUIOptions).Assembly.GetManifestResourceStream(Shipped + file) is not { } packed) return Results.NotFound();

        // The library carries its files compressed.
        var tag = new EntityTagHeaderValue($"\"{typeof(SwaggerUIOptions).Assembly.GetName().Version}\"");
        http.Response.Headers.Vary = "Accept-Encoding";
        if (!http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
            return Results.Stream(new GZipStream(packed, CompressionMode.Decompress), kind, entityTag: tag);
        http.Response.Headers.ContentEncoding = "gzip";
        return Results.Stream(packed, kind, entityTag: tag);
    }

    private static string Own(string name)
    {
        using var reader = new StreamReader(typeof(OpenApiEndpoints).Assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
