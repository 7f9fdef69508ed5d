using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ContentHub.Http;

/// <summary>The one place where a <see cref="Problem"/> becomes an answer: <c>{"data": null, "error": {status, name, message, details}}</c>, or RFC 9457 for those who ask.</summary>
internal static class ErrorEnvelope
{
    /// <summary>The answer that says why not.</summary>
    public static IResult ToResult(this Problem problem) => new ProblemResult(problem);

    /// <summary>The value's answer, or the problem's.</summary>
    public static IResult ToResult<T>(this Result<T> result, Func<T, IResult> answer) => result.Ok(out var value, out var problem) ? answer(value) : problem.ToResult();

    /// <summary>Status and name of each case.</summary>
    public static (int Status, string Name) Kind(Problem problem) => problem switch
    {
        Problem.Invalid => (400, "ValidationError"),
        Problem.Unauthorized => (401, "UnauthorizedError"),
        Problem.Forbidden => (403, "ForbiddenError"),
        Problem.NotFound => (404, "NotFoundError"),
        Problem.Conflict => (409, "ConflictError"),
        Problem.Stale => (412, "PreconditionFailedError"),
        Problem.TooLarge => (413, "PayloadTooLargeError"),
        Problem.UnsupportedType => (415, "ValidationError"),
        Problem.RateLimited => (429, "RateLimitError"),
        _ => throw new InvalidOperationException($"{problem.GetType().Name} has no status."),
    };

    /// <summary>An error that no <see cref="Problem"/> stands for: an unknown route, a wrong method, a bug.</summary>
    public static Task WriteAsync(HttpContext http, int status, string name, string message) => Write(http, status, name, message, null).ExecuteAsync(http);

    private static JsonResponse Write(HttpContext http, int status, string name, string message, Problem? problem)
    {
        var asProblem = http.Request.Headers.Accept.ToString().Contains("application/problem+json", StringComparison.OrdinalIgnoreCase);
        return asProblem
            ? new JsonResponse(status, json => WriteRfc9457(json, status, name, message, problem), "application/problem+json; charset=utf-8")
            : new JsonResponse(status, json => WriteEnvelope(json, status, name, message, problem));
    }

    private static void WriteEnvelope(Utf8JsonWriter json, int status, string name, string message, Problem? problem)
    {
        json.WriteStartObject();
        json.WriteNull("data");
        json.WriteStartObject("error");
        json.WriteNumber("status", status);
        json.WriteString("name", name);
        json.WriteString("message", message);
        json.WriteStartObject("details");
        WriteDetails(json, name, problem);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteRfc9457(Utf8JsonWriter json, int status, string name, string message, Problem? problem)
    {
        json.WriteStartObject();
        json.WriteString("type", "about:blank");
        json.WriteString("title", name);
        json.WriteNumber("status", status);
        json.WriteString("detail", message);
        WriteDetails(json, name, problem);
        json.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter json, string name, Problem? problem)
    {
        switch (problem)
        {
            case Problem.Invalid invalid:
                json.WriteStartArray("errors");
                foreach (var error in invalid.Errors)
                {
                    json.WriteStartObject();
                    json.WriteStartArray("path");
                    foreach (var part in error.Path) json.WriteStringValue(part);
                    json.WriteEndArray();
                    json.WriteString("message", error.Message);
                    json.WriteString("name", name);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                if (invalid.Query is { } query) WriteQuery(json, query);
                break;
            case Problem.Forbidden forbidden:
                json.WriteString("permission", forbidden.Permission);
                break;
            case Problem.Stale stale:
                json.WriteNumber("expected", stale.Expected);
                json.WriteNumber("actual", stale.Actual);
                break;
        }
    }

    private static void WriteQuery(Utf8JsonWriter json, QueryFault query)
    {
        json.WriteString("key", query.Key);
        json.WriteString("path", query.Path);
        json.WriteString("source", "query");
        json.WriteString("param", query.Param);
    }

    private sealed class ProblemResult(Problem problem) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var (status, name) = Kind(problem);
            if (problem is Problem.RateLimited limited) httpContext.Response.Headers.RetryAfter = ((int)Math.Ceiling(limited.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return Write(httpContext, status, name, problem.Message, problem).ExecuteAsync(httpContext);
        }
    }
}
