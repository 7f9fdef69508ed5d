namespace ContentHub.Server;

/// <summary>What browsers are told about every page.</summary>
internal static class SecurityHeaders
{
    // Style attributes are set by Blazor and by the panel's widths; scripts come from files of our own alone.
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var headers = http.Response.Headers;
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.XFrameOptions = "DENY";
        if (http.Request.Path.StartsWithSegments("/admin", StringComparison.OrdinalIgnoreCase) || http.Request.Path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase)) headers.ContentSecurityPolicy = Policy;
        return next(http);
    });
}
