using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ContentHub.Http;

/// <summary>What browsers are told with every answer. The words follow the OWASP list of security headers.</summary>
internal static class SecurityHeaders
{
    // No 'unsafe-inline' anywhere: neither the panel nor the explorer writes styles or scripts into its pages.
    private const string OfPages =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private const string OfAnswers = "default-src 'none'; frame-ancestors 'none'";
    private const string Permissions = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()";
    private const string OneYear = "max-age=31536000";

    /// <summary>Written before anything else, so that an endpoint can say more; written again when a fault has wiped the answer.</summary>
    public static void Write(HttpContext http)
    {
        var (headers, path) = (http.Response.Headers, http.Request.Path);
        headers["X-Request-Id"] = http.TraceIdentifier;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = Permissions;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.XFrameOptions = "DENY";
        var managed = path.StartsWithSegments("/admin", StringComparison.OrdinalIgnoreCase);
        var isPage = (managed && !path.StartsWithSegments("/admin/api", StringComparison.OrdinalIgnoreCase)) || path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase);
        headers.ContentSecurityPolicy = isPage ? OfPages : OfAnswers;
        if (managed) headers.CacheControl = "no-store";
        // Not on a developer's machine: browsers would remember it for every server on localhost.
        if (http.Request.IsHttps && !http.RequestServices.GetRequiredService<IHostEnvironment>().IsDevelopment()) headers.StrictTransportSecurity = OneYear;
    }
}
