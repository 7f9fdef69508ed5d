using System.ComponentModel.DataAnnotations;
using System.Net;

namespace ContentHub.Webhooks;

/// <summary>Settings of the section <c>Webhooks</c>.</summary>
public sealed record WebhookOptions : IValidatableObject
{
    /// <summary>Ranges in CIDR form that may be called although they are not public, for instance <c>10.1.2.0/24</c>.</summary>
    public IReadOnlyList<string> AllowedNetworks { get; init; } = [];

    /// <summary>Whether this machine itself may be called; default: in Development only.</summary>
    public bool? AllowLoopback { get; init; }

    /// <summary>Waits between attempts; default 5 s, 1 m, 5 m, 30 m, 2 h, 5 h, 10 h, 24 h, 30 h.</summary>
    public IReadOnlyList<TimeSpan> RetrySchedule { get; init; } = [];

    /// <summary>To connect, within a webhook's own time limit. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The most of an answer that is read and kept. Default 16 KiB.</summary>
    [Range(0, 64 * 1024)]
    public int MaxResponseBytes { get; init; } = 16 * 1024;

    /// <summary>How long a failing event holds back later events of the same entry. Default 10 minutes.</summary>
    public TimeSpan HoldOrderFor { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a lane rests when its receiver is in trouble; doubled each time it still is. Default 30 s.</summary>
    public TimeSpan BreakerPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest of these pauses. Default 10 minutes.</summary>
    public TimeSpan LongestBreakerPause { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Nothing but failures for this long, and the webhook is switched off. Default 5 days; zero for never.</summary>
    public TimeSpan DisableAfter { get; init; } = TimeSpan.FromDays(5);

    /// <summary>Requests under way at once from one process. Default 256.</summary>
    [Range(1, 10_000)]
    public int MaxInFlight { get; init; } = 256;

    /// <summary>Requests under way at once to one host and port. Default 64.</summary>
    [Range(1, 10_000)]
    public int MaxInFlightPerHost { get; init; } = 64;

    /// <summary>Deliveries of an event that more webhooks than this want are written soon after its commit, those of others within it. Default 16.</summary>
    [Range(0, 10_000)]
    public int FanOutAbove { get; init; } = 16;

    /// <summary>Time between two looks for deliveries that no signal told of. Default 30 s.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a drained lane listens for more before it ends. Default 2 s.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(2);

    internal const string KeepDeliveriesSetting = "Webhooks:KeepDeliveriesFor";

    /// <summary>How long finished deliveries are kept. Default 30 days.</summary>
    public TimeSpan KeepDeliveriesFor { get; init; } = TimeSpan.FromDays(30);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var network in AllowedNetworks)
            if (!IPNetwork.TryParse(network, out _)) yield return new ValidationResult($"Webhooks:AllowedNetworks has '{network}', which is not a range such as 10.1.2.0/24.");
        foreach (var (name, value) in new[] { (nameof(ConnectTimeout), ConnectTimeout), (nameof(SweepEvery), SweepEvery), (nameof(KeepDeliveriesFor), KeepDeliveriesFor),
            (nameof(BreakerPause), BreakerPause), (nameof(LongestBreakerPause), LongestBreakerPause) })
            if (value <= TimeSpan.Zero) yield return new ValidationResult($"Webhooks:{name} must be more than zero, such as 00:00:05.");
        if (RetrySchedule.Count > 20 || RetrySchedule.Any(w => w <= TimeSpan.Zero || w > TimeSpan.FromDays(7)))
            yield return new ValidationResult("Webhooks:RetrySchedule takes at most 20 waits, each above zero and at most 7 days, such as 00:01:00.");
    }

    /// <summary>The waits in force: <see cref="RetrySchedule"/>, or the default.</summary>
    public IReadOnlyList<TimeSpan> Waits => RetrySchedule.Count > 0 ? RetrySchedule : Webhooks.RetrySchedule.Standard;

    /// <summary>What of this opens addresses that are not public.</summary>
    internal IReadOnlyList<AllowedTarget> Opened(bool isDevelopment)
    {
        var why = AllowLoopback is null ? "This machine, as always in Development" : "Webhooks:AllowLoopback";
        return [
            .. AllowedNetworks.Select(n => Open(n, "Webhooks:AllowedNetworks")),
            .. AllowLoopback ?? isDevelopment ? [Open("127.0.0.0/8", why), Open("::1/128", why)] : Array.Empty<AllowedTarget>(),
        ];

        static AllowedTarget Open(string network, string reason) => new() { Network = IPNetwork.Parse(network), Reason = reason, Author = "settings" };
    }
}
