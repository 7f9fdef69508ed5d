using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ContentHub.Http;

/// <summary>What every answer has: a request id, what browsers must know, and errors in the envelope.</summary>
public static partial class ApiMiddleware
{
    // The server itself takes more: what it refuses gets no body that says why.
    private const int LongestTarget = 8 * 1024;

    /// <summary>First in the pipeline.</summary>
    public static IApplicationBuilder UseApiEnvelope(this IApplicationBuilder app) => app
        .Use((http, next) =>
        {
            http.TraceIdentifier = Uid.Random();
            SecurityHeaders.Write(http);
            return http.Features.Get<IHttpRequestFeature>()!.RawTarget.Length > LongestTarget
                ? ErrorEnvelope.WriteAsync(http, StatusCodes.Status414UriTooLong, "ValidationError", $"The address with its query is longer than {LongestTarget} characters")
                : next(http);
        })
        .UseWhen(http => ApiPaths.IsApi(http.Request.Path), api =>
        {
            api.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = HandleAsync, SuppressDiagnosticsCallback = _ => true });
            api.Use(NameBareStatusAsync);
        });

    /// <summary>A write that a browser's cookie vouches for needs the antiforgery header too (<c>X-CSRF-TOKEN</c>), so that no other site can make it. After authentication.</summary>
    public static IApplicationBuilder UseCookieWriteGuard(this IApplicationBuilder app) => app.UseWhen(
        http => ApiPaths.IsApi(http.Request.Path) && !ApiPaths.IsHook(http.Request.Path) && !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method)
            && http.User.Identity?.AuthenticationType == CookieAuthenticationDefaults.AuthenticationScheme,
        api => api.Use(async (http, next) =>
        {
            // Without the header the framework would look for a field in the body, whatever that is.
            var antiforgery = http.RequestServices.GetRequiredService<IAntiforgery>();
            if (http.Request.Headers.ContainsKey("X-CSRF-TOKEN") && await antiforgery.IsRequestValidAsync(http)) await next(http);
            else await ErrorEnvelope.WriteAsync(http, StatusCodes.Status403Forbidden, "ForbiddenError", "A write with a session cookie needs the header X-CSRF-TOKEN.");
        }));

    // Statuses that routing and the server set without a body.
    private static async Task NameBareStatusAsync(HttpContext http, RequestDelegate next)
    {
        await next(http);
        if (http.Response.HasStarted || http.Response.ContentLength is not null || http.Response.ContentType is not null) return;
        var (name, message) = http.Response.StatusCode switch
        {
            404 => ("NotFoundError", "Not Found"),
            405 => ("MethodNotAllowedError", $"{http.Request.Method} is not possible here; allowed: {http.Response.Headers.Allow}"),
            400 => ("ValidationError", "The request is malformed"),
            413 => ("PayloadTooLargeError", "The body is too large"),
            415 => ("ValidationError", "The content type is not understood here"),
            _ => (null, ""),
        };
        if (name is not null) await ErrorEnvelope.WriteAsync(http, http.Response.StatusCode, name, message);
    }

    private static Task HandleAsync(HttpContext http)
    {
        SecurityHeaders.Write(http);   // the handler wiped them
        var exception = http.Features.Get<IExceptionHandlerFeature>()!.Error;
        switch (exception)
        {
            case BadHttpRequestException bad:
                var (name, message) = bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? ("PayloadTooLargeError", "The body is too large") : ("ValidationError", bad.Message);
                return ErrorEnvelope.WriteAsync(http, bad.StatusCode, name, message);
            case OperationCanceledException when http.RequestAborted.IsCancellationRequested:
                http.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                return Task.CompletedTask;
            default:
                LogFailed(http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("ContentHub.Http"), exception, http.Request.Method, http.Request.Path, http.TraceIdentifier);
                return ErrorEnvelope.WriteAsync(http, StatusCodes.Status500InternalServerError, "InternalServerError", $"Internal Server Error (request {http.TraceIdentifier})");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed (request {RequestId})")]
    private static partial void LogFailed(ILogger log, Exception exception, string method, PathString path, string requestId);
}
