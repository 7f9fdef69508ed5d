using System.Runtime.CompilerServices;

namespace ContentHub.Testing;

/// <summary>For what has no signal to wait for: looks again and again until it holds.</summary>
public static class Eventually
{
    /// <summary>How long a busy machine may take. Nothing that holds waits so long.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until the condition holds.</summary>
    /// <param name="timeout"><see cref="Usual"/> when left out.</param>
    /// <exception cref="TimeoutException">It never held; the message quotes the condition.</exception>
    public static Task TrueAsync(Func<bool> condition, TimeSpan? timeout = null, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        TrueAsync(() => Task.FromResult(condition()), timeout, what);

    /// <inheritdoc cref="TrueAsync(Func{bool}, TimeSpan?, string)"/>
    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan? timeout = null, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var end = TimeProvider.System.GetTimestamp() + (long)((timeout ?? Usual).TotalSeconds * TimeProvider.System.TimestampFrequency);
        using var again = new PeriodicTimer(Pause);
        while (!await condition())
        {
            if (TimeProvider.System.GetTimestamp() > end) throw new TimeoutException($"Not true within {timeout ?? Usual}: {what}");
            await again.WaitForNextTickAsync();
        }
    }

    /// <summary>Waits until the assertion does not throw.</summary>
    /// <param name="givenUp">Whether there is no use in asking again.</param>
    /// <exception cref="Exception">What it threw last, when <see cref="Usual"/> is over or it is given up.</exception>
    public static async Task HoldsAsync(Func<Task> assertion, Func<bool> givenUp)
    {
        var end = TimeProvider.System.GetTimestamp() + (long)(Usual.TotalSeconds * TimeProvider.System.TimestampFrequency);
        using var again = new PeriodicTimer(Pause);
        while (true)
        {
            try
            {
                await assertion();
                return;
            }
            catch (Exception) when (TimeProvider.System.GetTimestamp() < end && !givenUp())
            {
                await again.WaitForNextTickAsync();
            }
        }
    }
}
