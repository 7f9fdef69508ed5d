using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using ContentHub.Access;
using ContentHub.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.DependencyInjection;

namespace ContentHub.Http;

/// <summary>The first answer to a request with an <c>Idempotency-Key</c>.</summary>
internal sealed class IdempotentAnswer
{
    /// <summary>Whose key it is; keys of different callers never meet.</summary>
    public required string Actor { get; init; }

    public required string Key { get; init; }

    /// <summary>Digest of method, address and body.</summary>
    public required string Request { get; init; }

    /// <summary>0 while the request is carried out.</summary>
    public int Status { get; set; }

    public string? ContentType { get; set; }

    public string? Location { get; set; }

    public string? ETag { get; set; }

    /// <summary>Encrypted.</summary>
    public byte[]? Body { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<IdempotentAnswer>
    {
        public void Configure(EntityTypeBuilder<IdempotentAnswer> answer)
        {
            answer.ToTable("idempotent_answers");
            answer.HasKey(a => new { a.Actor, a.Key });
            answer.Property(a => a.Actor).HasMaxLength(64);
            answer.Property(a => a.Key).HasMaxLength(IdempotencyKeys.LongestKey);
            answer.Property(a => a.Request).HasMaxLength(64);
            answer.HasIndex(a => a.CreatedAt);   // what is old enough to go
        }
    }
}

/// <summary>Repeats the first answer of a write whose caller did not hear it: the header <c>Idempotency-Key</c> on any POST, PUT or DELETE.</summary>
/// <remarks>Kept 24 hours. A 5xx is not kept: the caller may try again. When the server dies in the middle the key stays taken, because nobody can say whether the write was made.</remarks>
internal sealed class IdempotencyKeys(Database database, IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>Characters.</summary>
    public const int LongestKey = 255;

    private const string Header = "Idempotency-Key";
    private static readonly TimeSpan KeepFor = TimeSpan.FromHours(24);

    // Some answers show a secret, once: a new token, a webhook's key.
    private readonly IDataProtector _protector = protection.CreateProtector("ContentHub.Http.IdempotentAnswer");

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Headers[Header] is not [{ } key])
        {
            await next(http);
            return;
        }

        if (key.Length is 0 or > LongestKey || key.Any(c => c is < ' ' or > '~'))
        {
            await new Problem.Invalid($"{Header} must be 1 to {LongestKey} printable ASCII characters", Header).ToResult().ExecuteAsync(http);
            return;
        }

        var actor = http.Actor().ToString();
        var request = await DigestAsync(http);
        var taken = await TakeAsync(actor, key, request);
        if (taken is { Status: > 0 } first && first.Request == request)
        {
            await RepeatAsync(http, first);
            return;
        }

        if (taken is not null)
        {
            await new Problem.Conflict(
                taken.Request == request
                    ? $"The first request with this {Header} has no answer yet: it is still being carried out, or the server stopped in the middle of it. Look whether its effect is there before using another key."
                    : $"This {Header} was used for another request.").ToResult().ExecuteAsync(http);
            return;
        }

        await CarryOutAsync(http, next, actor, key);
    }

    /// <summary>Forgets old answers.</summary>
    public Task ExpireAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - KeepFor;
        return database.WriteAsync<int>(unit => unit.Db.Set<IdempotentAnswer>().Where(a => a.CreatedAt < before).ExecuteDelete(), ct);
    }

    private async Task CarryOutAsync(HttpContext http, RequestDelegate next, string actor, string key)
    {
        var wire = http.Response.Body;
        using var body = new MemoryStream();
        http.Response.Body = body;
        var answered = false;
        try
        {
            await next(http);
            answered = http.Response.StatusCode < 500 && http.Response.StatusCode != StatusCodes.Status499ClientClosedRequest;
        }
        finally
        {
            http.Response.Body = wire;
            // Not given up with the caller: he is the one who will ask again.
            if (answered) await KeepAsync(http.Response, body, actor, key);
            else await database.WriteAsync<int>(unit => unit.Db.Set<IdempotentAnswer>().Where(a => a.Actor == actor && a.Key == key).ExecuteDelete(), CancellationToken.None);
        }

        body.Position = 0;
        await body.CopyToAsync(wire, http.RequestAborted);
    }

    /// <returns>What is there under the key already; null when the caller has it now.</returns>
    private async Task<IdempotentAnswer?> TakeAsync(string actor, string key, string request)
    {
        var now = clock.GetUtcNow();
        var found = await database.WriteAsync<Found>(
            unit =>
            {
                unit.LeavesContent();
                var answers = unit.Db.Set<IdempotentAnswer>();
                answers.Where(a => a.Actor == actor && a.Key == key && a.CreatedAt < now - KeepFor).ExecuteDelete();
                if (answers.AsNoTracking().SingleOrDefault(a => a.Actor == actor && a.Key == key) is { } there) return new Found(there);
                answers.Add(new IdempotentAnswer { Actor = actor, Key = key, Request = request, CreatedAt = now });
                return new Found(null);
            },
            CancellationToken.None);
        return found.Value.Answer;
    }

    private sealed record Found(IdempotentAnswer? Answer);

    private Task KeepAsync(HttpResponse response, MemoryStream body, string actor, string key) => database.WriteAsync<Done>(
        unit =>
        {
            unit.LeavesContent();
            var answer = unit.Db.Set<IdempotentAnswer>().AsTracking().Single(a => a.Actor == actor && a.Key == key);
            answer.Status = response.StatusCode;
            answer.ContentType = response.ContentType;
            answer.Location = response.Headers.Location;
            answer.ETag = response.Headers.ETag;
            answer.Body = _protector.Protect(body.ToArray());
            return new Done();
        },
        CancellationToken.None);

    private Task RepeatAsync(HttpContext http, IdempotentAnswer first)
    {
        http.Response.StatusCode = first.Status;
        http.Response.ContentType = first.ContentType;
        if (first.Location is not null) http.Response.Headers.Location = first.Location;
        if (first.ETag is not null) http.Response.Headers.ETag = first.ETag;
        http.Response.Headers["Idempotency-Replayed"] = "true";
        var body = first.Body is { } kept ? _protector.Unprotect(kept) : [];
        if (body.Length == 0) return Task.CompletedTask;
        http.Response.ContentLength = body.Length;
        return http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }

    /// <summary>Bodies of files count by their length: they are streamed, never read twice.</summary>
    private static async Task<string> DigestAsync(HttpContext http)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(Encoding.UTF8.GetBytes($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}\n"));
        if (MultipartForm.Is(http.Request))
        {
            digest.AppendData(BitConverter.GetBytes(http.Request.ContentLength ?? -1));
        }
        else
        {
            http.Request.EnableBuffering();
            var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
            int read;
            while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0) digest.AppendData(buffer, 0, read);
            ArrayPool<byte>.Shared.Return(buffer);
            http.Request.Body.Position = 0;
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }
}

/// <summary>Where it stands in the pipeline.</summary>
public static class IdempotencyExtensions
{
    /// <summary>After authentication and the guards: a refusal of those is no answer to keep.</summary>
    public static IApplicationBuilder UseIdempotencyKeys(this IApplicationBuilder app) => app.UseWhen(
        http => ApiPaths.IsApi(http.Request.Path) && !ApiPaths.IsHook(http.Request.Path) && (HttpMethods.IsPost(http.Request.Method) || HttpMethods.IsPut(http.Request.Method) || HttpMethods.IsDelete(http.Request.Method)) && http.Actor().Kind != ActorKind.Anonymous,
        api => api.Use((http, next) => http.RequestServices.GetRequiredService<IdempotencyKeys>().InvokeAsync(http, next)));
}
