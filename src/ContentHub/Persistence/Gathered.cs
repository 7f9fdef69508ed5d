using System.Collections.Concurrent;

namespace ContentHub.Persistence;

/// <summary>Small pieces of work from many sides that are carried out together: a piece that comes while others are being carried out waits for the next turn, one that comes to an idle place goes at once.</summary>
/// <param name="carryOut">For all pieces of a turn, wholly or not at all. After a fault each piece is carried out alone, so that one that cannot be does not take the others along.</param>
internal sealed class Gathered<T>(Func<IReadOnlyList<T>, Task> carryOut)
{
    private const int MostInTurn = 256;

    private readonly ConcurrentQueue<(T Piece, TaskCompletionSource Done)> _waiting = new();
    private int _busy;

    /// <summary>Ends when the turn that the piece was in has ended.</summary>
    public Task AddAsync(T piece)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue((piece, done));
        if (Interlocked.Exchange(ref _busy, 1) == 0) _ = TakeTurnsAsync();
        return done.Task;
    }

    private async Task TakeTurnsAsync()
    {
        while (true)
        {
            var turn = new List<(T Piece, TaskCompletionSource Done)>();
            while (turn.Count < MostInTurn && _waiting.TryDequeue(out var next)) turn.Add(next);
            if (turn.Count > 0)
            {
                await CarryOutAsync(turn);
                continue;
            }

            Interlocked.Exchange(ref _busy, 0);
            // Who came after the last look, and before this, found somebody at work and waits.
            if (_waiting.IsEmpty || Interlocked.Exchange(ref _busy, 1) == 1) return;
        }
    }

    private async Task CarryOutAsync(List<(T Piece, TaskCompletionSource Done)> turn)
    {
        try
        {
            await carryOut(turn.ConvertAll(t => t.Piece));
        }
        catch (Exception) when (turn.Count > 1)
        {
            foreach (var alone in turn) await CarryOutAsync([alone]);
            return;
        }
        catch (Exception fault)
        {
            turn[0].Done.TrySetException(fault);
            return;
        }

        foreach (var (_, done) in turn) done.TrySetResult();
    }
}
