using System.Collections.Concurrent;
using ContentHub.Access;
using ContentHub.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ContentHub.Http;

/// <summary>Answers to reads of the content API, kept in memory until something is written: asked again meanwhile, they are sent without being made again.</summary>
/// <remarks>None is ever stale: each use compares a stamp in the database that whoever commits renews, on whatever node. Each caller has answers of its own.</remarks>
internal sealed class KeptAnswers(Database database, ApiOptions options)
{
    private const int LongestBytes = 512 * 1024;
    // What an answer takes besides its bytes and its address.
    private const int BytesBesides = 512;

    private readonly long _mostBytes = options.KeptAnswersMegabytes * 1024L * 1024L;
    private volatile Round _round = new(0);

    public Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<AnswersAreKept>() is null) return next(http);
        var (actor, stamp, round) = (http.Actor(), database.Read(static db => CacheStamp.Read(db, CacheStamp.Content)), _round);
        var asked = new Asked(actor.Kind, actor.Id, http.Request.Path.Value, http.Request.QueryString.Value);
        // The rights were looked up before the stamp was read, and may be older: what is sent must have been made for these very ones. Who has them has passed the guard of the endpoint, too.
        if (round.Stamp == stamp && round.Answers.TryGetValue(asked, out var kept) && ReferenceEquals(kept.Rights, actor.Rights))
        {
            http.Response.Headers.ETag = kept.Tag;
            return JsonResponse.SendAsync(http, StatusCodes.Status200OK, JsonResponse.Json, kept.Body);
        }

        // All that goes into the answer is read from here on: nothing in it is older than the stamp.
        http.Features.Set(new Wanted((tag, body) => Keep(round, stamp, asked, actor.Rights, tag, body.Span)));
        return next(http);
    }

    /// <param name="seen">The round when it was asked.</param>
    private void Keep(Round seen, long stamp, Asked asked, Rights rights, string? tag, ReadOnlySpan<byte> body)
    {
        if (body.Length > LongestBytes) return;
        var (round, bytes) = (_round, body.Length + asked.Bytes + BytesBesides);
        // Others have begun another round since: what was asked before a write, and took its time, is not to push out what came after it.
        if (round.Stamp != stamp && round != seen) return;
        if (round.Stamp != stamp || round.Grow(bytes) > _mostBytes)
        {
            // Old, or full: begun anew, what is asked for often is soon back.
            round = new Round(stamp);
            round.Grow(bytes);
            _round = round;
        }

        round.Answers[asked] = new Answer(rights, tag, body.ToArray());
    }

    /// <summary>Takes the answer that is being made, its <c>ETag</c> and its bytes, to keep it.</summary>
    internal sealed record Wanted(Action<string?, ReadOnlyMemory<byte>> Take);

    private sealed record Asked(ActorKind Kind, long Actor, string? Path, string? Query)
    {
        public int Bytes => sizeof(char) * ((Path?.Length ?? 0) + (Query?.Length ?? 0));
    }

    private sealed record Answer(Rights Rights, string? Tag, byte[] Body);

    /// <summary>All that was answered at one stamp.</summary>
    private sealed class Round(long stamp)
    {
        private long _bytes;

        public long Stamp => stamp;

        public ConcurrentDictionary<Asked, Answer> Answers { get; } = [];

        public long Grow(int bytes) => Interlocked.Add(ref _bytes, bytes);
    }
}

/// <summary>Says on an endpoint that its answers depend on nothing but the database, the caller, the address and the settings.</summary>
internal sealed record AnswersAreKept;

/// <summary>Where answers are kept.</summary>
public static class AnswerKeeping
{
    /// <summary>Sends what is kept. After <see cref="RateLimiting.UseRateLimits"/>: asking again counts, too.</summary>
    public static IApplicationBuilder UseKeptAnswers(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetRequiredService<ApiOptions>().KeptAnswersMegabytes == 0) return app;
        var answers = app.ApplicationServices.GetRequiredService<KeptAnswers>();
        return app.Use((http, next) => answers.InvokeAsync(http, next));
    }

    /// <summary>Keeps the answers of the endpoint.</summary>
    internal static TBuilder KeepsAnswers<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new AnswersAreKept());
}
