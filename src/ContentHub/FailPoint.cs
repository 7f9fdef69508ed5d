using System.Diagnostics;
using System.Globalization;

namespace ContentHub;

/// <summary>Named places where a test lets the process die as a crash would: no shutdown code, nothing flushed. <c>CONTENTHUB_FAIL_AT=delivery.sent:3</c> is the third time that place is reached.</summary>
/// <remarks>Without the variable a place costs one comparison with null. What must hold after each of them: docs/crash-matrix.md.</remarks>
internal static class FailPoint
{
    /// <summary>A unit of work is written and not committed.</summary>
    public const string BeforeCommit = "commit.before";

    /// <summary>It is committed, and nobody was told.</summary>
    public const string AfterCommit = "commit.after";

    /// <summary>A delivery has its slot, nothing is sent.</summary>
    public const string DeliveryClaimed = "delivery.claimed";

    /// <summary>What a template made is kept, nothing is sent.</summary>
    public const string BodyKept = "delivery.body_kept";

    /// <summary>The answer is read, nothing is written down.</summary>
    public const string DeliverySent = "delivery.sent";

    /// <summary>The delivery is marked within its unit, the attempt is not written.</summary>
    public const string AttemptMarked = "attempt.marked";

    /// <summary>Deliveries of events with many webhooks are written within their unit.</summary>
    public const string FanOutRound = "fan_out.round";

    /// <summary>A webhook is changed, switched or given a new secret within its unit.</summary>
    public const string WebhookChanged = "webhook.changed";

    /// <summary>A replay has queued a batch within its unit.</summary>
    public const string ReplayBatch = "replay.batch";

    private static readonly string? Chosen;
    private static int _left;

    static FailPoint()
    {
        if (Environment.GetEnvironmentVariable("CONTENTHUB_FAIL_AT") is not { Length: > 0 } text) return;
        var parts = text.Split(':');
        (Chosen, _left) = (parts[0], parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1);
    }

    public static void Reach(string name)
    {
        if (Chosen is null || Chosen != name || Interlocked.Decrement(ref _left) != 0) return;
        Process.GetCurrentProcess().Kill();
        // The signal may take a moment; nothing more happens here.
        using var never = new ManualResetEventSlim();
        never.Wait();
    }
}
