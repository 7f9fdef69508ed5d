using ContentHub.Access;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;

namespace ContentHub.Http;

/// <summary>Where requests come from.</summary>
public static class Callers
{
    /// <summary>Address and program of the caller. Behind a proxy the address is the proxy's, unless the setting <c>Proxy:Known</c> names that.</summary>
    public static Caller Caller(this HttpContext http) => Access.Caller.Of(http.Connection.RemoteIpAddress, http.Request.Headers.UserAgent);
}

/// <summary>Names cookies <c>__Host-…</c> on https, which browsers then take from this host alone, for all paths and never over http: no neighbour can plant one.</summary>
internal sealed class HostCookies : ICookieManager
{
    private readonly ChunkingCookieManager _cookies = new();

    public string? GetRequestCookie(HttpContext context, string key) => _cookies.GetRequestCookie(context, Name(context, key));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) => _cookies.AppendResponseCookie(context, Name(context, key), value, Fit(context, options));

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) => _cookies.DeleteCookie(context, Name(context, key), Fit(context, options));

    private static string Name(HttpContext context, string key) => context.Request.IsHttps ? "__Host-" + key : key;

    private static CookieOptions Fit(HttpContext context, CookieOptions options) => context.Request.IsHttps ? new CookieOptions(options) { Path = "/", Domain = null, Secure = true } : options;
}
