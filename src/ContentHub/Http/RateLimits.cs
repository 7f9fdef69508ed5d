using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Security.Cryptography;
using ContentHub.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ContentHub.Http;

/// <summary>Settings of the section <c>RateLimits</c>.</summary>
public sealed record RateLimitOptions
{
    /// <summary>Requests a minute of one token or signed-in person; null for no limit. Default 30,000.</summary>
    [Range(1, 10_000_000)]
    public int? PerToken { get; init; } = 30_000;

    /// <summary>Requests a minute of one address without valid credentials (of IPv6: one /64); null for no limit. Default 6,000.</summary>
    [Range(1, 10_000_000)]
    public int? PerAddress { get; init; } = 6_000;

    /// <summary>Whether requests from this machine count, too. Default false.</summary>
    public bool Loopback { get; init; }
}

/// <summary>Counts requests by who makes them, in memory of a fixed size, whoever comes.</summary>
/// <remarks>Each caller has one place in each of two tables, found by a hash with a random key, and is refused only when both are spent: strangers who share one place do not hinder each other.
/// A place holds the moment until which its requests are paid for (the generic cell rate algorithm); a minute's worth may come at once. Counts are each node's own and gone with the process.</remarks>
internal sealed class RateLimiter(TimeProvider clock)
{
    private const int Places = 1 << 15;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly long[][] _tables = [new long[Places], new long[Places]];
    private readonly ulong[] _keys = [NewKey(), NewKey()];

    /// <returns>Null when the request may pass; else how long to wait.</returns>
    public TimeSpan? Take(ulong caller, int perMinute)
    {
        var now = clock.GetTimestamp();
        var (cost, most) = ((double)clock.TimestampFrequency * Window.TotalSeconds / perMinute, (long)(clock.TimestampFrequency * Window.TotalSeconds));
        var (first, second) = (Pay(0), Pay(1));
        return first > 0 && second > 0 ? TimeSpan.FromSeconds((double)Math.Min(first, second) / clock.TimestampFrequency) : null;

        // What is missing; 0 or less when it was paid.
        long Pay(int table)
        {
            ref var place = ref _tables[table][Mix(caller ^ _keys[table]) & (Places - 1)];
            while (true)
            {
                var paid = Volatile.Read(ref place);
                var next = Math.Max(paid, now) + Math.Max(1, (long)cost);
                if (next - now > most) return next - now - most;
                if (Interlocked.CompareExchange(ref place, next, paid) == paid) return 0;
            }
        }
    }

    /// <summary>An address as a caller. Of IPv6 the first half: the rest is anybody's to choose.</summary>
    public static ulong CallerOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).TryWriteBytes(bytes, out var length)) return 0;
        return length == 4 ? BitConverter.ToUInt32(bytes) | (1UL << 40) : Mix(BitConverter.ToUInt64(bytes));
    }

    /// <summary>A token or a person as a caller.</summary>
    public static ulong CallerOf(Actor actor) => Mix(((ulong)actor.Kind << 56) ^ (ulong)actor.Id ^ 0x9E3779B97F4A7C15);

    // The finisher of MurmurHash3.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xFF51AFD7ED558CCD;
        value = (value ^ (value >> 33)) * 0xC4CEB9FE1A85EC53;
        return value ^ (value >> 33);
    }

    private static ulong NewKey() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
}

/// <summary>Refuses what comes too often.</summary>
public static class RateLimiting
{
    /// <summary>429 with <c>Retry-After</c> in the envelope, by token or person, without either by address. After <see cref="AccessMiddleware.UseActors"/>.</summary>
    public static IApplicationBuilder UseRateLimits(this IApplicationBuilder app)
    {
        var options = app.ApplicationServices.GetRequiredService<RateLimitOptions>();
        if (options is { PerToken: null, PerAddress: null }) return app;
        var limiter = app.ApplicationServices.GetRequiredService<RateLimiter>();
        return app.Use((http, next) => Refusal(http, limiter, options) is { } wait ? new Problem.RateLimited(wait).ToResult().ExecuteAsync(http) : next(http));
    }

    private static TimeSpan? Refusal(HttpContext http, RateLimiter limiter, RateLimitOptions options)
    {
        if (http.Connection.RemoteIpAddress is not { } address || (!options.Loopback && IPAddress.IsLoopback(address)) || http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)) return null;
        var actor = http.User.Identity?.IsAuthenticated == true ? http.Actor() : null;
        return (actor, options) switch
        {
            ({ Kind: not ActorKind.Anonymous }, { PerToken: { } most }) => limiter.Take(RateLimiter.CallerOf(actor), most),
            ({ Kind: not ActorKind.Anonymous }, _) => null,
            (_, { PerAddress: { } most }) => limiter.Take(RateLimiter.CallerOf(address), most),
            _ => null,
        };
    }
}
