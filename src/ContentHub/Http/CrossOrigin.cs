using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ContentHub.Http;

/// <summary>Settings of the section <c>Cors</c>: which other sites' scripts may call the content API.</summary>
public sealed record CorsSettings : IValidatableObject
{
    /// <summary><c>https://www.example.com</c>, or <c>*</c> alone for every site; none: no site may.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Request headers that scripts may send, beside the usual ones.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>How long browsers may remember the answer. Default 10 minutes.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Origins.Contains("*") && Origins.Count > 1) yield return new ValidationResult("Cors:Origins has * beside others: * alone means every site.");
        foreach (var wrong in Origins.Where(o => o != "*" && !IsOrigin(o)))
            yield return new ValidationResult($"Cors:Origins has '{wrong}': an origin is scheme, host and port, such as https://www.example.com, without a path.");
        if (MaxAge < TimeSpan.Zero || MaxAge > TimeSpan.FromDays(1)) yield return new ValidationResult("Cors:MaxAge must be 0 to 1.00:00:00.");
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text && uri.UserInfo.Length == 0;
}

/// <summary>Answers to other sites' scripts.</summary>
public static class CrossOrigin
{
    private static readonly string[] Sent = ["Accept", "Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "Last-Event-ID"];
    private static readonly string[] Shown = ["ETag", "Location", "Retry-After", "X-Request-Id"];

    /// <summary>For content and files alone, and never with cookies: other sites' scripts bring a token or see what everybody may. Nothing unless the settings name origins. After routing.</summary>
    public static IApplicationBuilder UseCrossOrigin(this IApplicationBuilder app)
    {
        var settings = app.ApplicationServices.GetRequiredService<CorsSettings>();
        if (settings.Origins.Count == 0) return app;
        void Policy(CorsPolicyBuilder policy) => (settings.Origins.Contains("*") ? policy.AllowAnyOrigin() : policy.WithOrigins([.. settings.Origins]))
            .WithMethods(HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete)
            .WithHeaders([.. Sent, .. settings.Headers]).WithExposedHeaders(Shown).SetPreflightMaxAge(settings.MaxAge).DisallowCredentials();
        return app.UseWhen(
            http => http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || http.Request.Path.StartsWithSegments("/uploads", StringComparison.OrdinalIgnoreCase),
            content => content.UseCors(Policy));
    }
}
