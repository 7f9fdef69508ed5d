using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Webhooks;

/// <summary>A run of failures of one webhook: nothing but failures since its last success. A webhook that does well has no row.</summary>
public sealed class WebhookHealth
{
    /// <summary>Events about webhooks. Sent only to those that name them.</summary>
    public const string Failing = "webhook.failing", Recovered = "webhook.recovered", Disabled = "webhook.disabled";

    private const int FailuresBeforeDisabling = 10;
    private const int FailuresBeforeTelling = 3;
    private static readonly TimeSpan TellAfter = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestAskedPause = TimeSpan.FromMinutes(10);

    /// <summary>Whose.</summary>
    public Id<Webhook> WebhookId { get; init; }

    /// <summary>UTC; the first failure of the run.</summary>
    public DateTimeOffset FailingSince { get; init; }

    /// <summary>Failed attempts of the run.</summary>
    public int Failures { get; private set; }

    /// <summary>UTC; until then nothing is sent to spare the receiver. Null when nothing holds the lane.</summary>
    public DateTimeOffset? PausedUntil { get; private set; }

    /// <summary>The last pause that the breaker made; zero while it made none. After it one request alone finds out whether the receiver is back.</summary>
    public TimeSpan Pause { get; private set; }

    /// <summary>Whether <see cref="Failing"/> was recorded for this run.</summary>
    public bool Told { get; private set; }

    /// <summary>Whether one request must find out before others follow.</summary>
    internal bool IsProbing => Pause > TimeSpan.Zero;

    /// <summary>Counts a failed attempt.</summary>
    /// <param name="opens">The breaker has seen enough.</param>
    internal WebhookHealth Fail(Attempted attempt, bool opens, WebhookOptions options, DateTimeOffset now)
    {
        Failures++;
        // Requests that were under way when the pause began say nothing new.
        if (PausedUntil is null || PausedUntil <= now)
        {
            if (opens || (IsProbing && attempt.ShowsTrouble))
            {
                Pause = IsProbing ? Min(Pause * 2, options.LongestBreakerPause) : options.BreakerPause;
                PausedUntil = now + Pause;
            }
            else if (attempt is { StatusCode: 429, RetryAfter: { } asked } && asked > TimeSpan.Zero)
            {
                // Too many requests are about all of them; 503 may be about one, and if it is not, the breaker sees it.
                PausedUntil = now + Min(asked, LongestAskedPause);
            }
        }

        return this;
    }

    /// <summary>Whether somebody should hear of the run now; true once in a run.</summary>
    internal bool Tell(DateTimeOffset now)
    {
        if (Told || !(IsProbing || (Failures >= FailuresBeforeTelling && now - FailingSince >= TellAfter))) return false;
        return Told = true;
    }

    /// <summary>Nothing but failures for so long that nobody is there any more.</summary>
    internal bool IsHopeless(WebhookOptions options, DateTimeOffset now) => options.DisableAfter > TimeSpan.Zero && Failures >= FailuresBeforeDisabling && now - FailingSince >= options.DisableAfter;

    /// <summary>Somebody says: try now.</summary>
    internal void Resume() => PausedUntil = null;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    internal sealed class Configuration : IEntityTypeConfiguration<WebhookHealth>
    {
        public void Configure(EntityTypeBuilder<WebhookHealth> health)
        {
            health.ToTable("webhook_health");
            health.HasKey(h => h.WebhookId);
            health.Property(h => h.WebhookId).ValueGeneratedNever();
            health.HasOne<Webhook>().WithOne().HasForeignKey<WebhookHealth>(h => h.WebhookId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

/// <summary>Sees in the last attempts of a lane whether the receiver is in trouble: at least seven of the last ten, within five minutes.</summary>
/// <remarks>Trouble is no answer, 5xx, 408 and 429. Other refusals are about the one event, from a receiver that is well: holding back the others would help nobody.</remarks>
internal sealed class Breaker
{
    private const int Seen = 10;
    private const int Enough = 7;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly Queue<(DateTimeOffset At, bool Trouble)> _last = new();
    private readonly Lock _gate = new();

    /// <returns>True when this attempt is the one too many; the count begins anew.</returns>
    public bool Note(Attempted attempt, DateTimeOffset now)
    {
        if (attempt.Error is not null && !attempt.ShowsTrouble) return false;
        lock (_gate)
        {
            _last.Enqueue((now, attempt.Error is not null));
            while (_last.Count > Seen || now - _last.Peek().At > Window) _last.Dequeue();
            if (_last.Count < Seen || attempt.Error is null || _last.Count(l => l.Trouble) < Enough) return false;
            _last.Clear();
            return true;
        }
    }
}
