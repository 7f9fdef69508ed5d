namespace ContentHub.Jobs;

/// <summary>A room's own lanes.</summary>
internal interface ILaneKeeper
{
    /// <summary>Whether the lane is one of its own.</summary>
    bool Keeps(Lane lane);

    /// <inheritdoc cref="ILaneWork.DrainAsync"/>
    Task DrainAsync(Lane lane, CancellationToken ct);

    /// <inheritdoc cref="ILaneWork.SweepAsync"/>
    Task SweepAsync(CancellationToken ct);
}

/// <summary>Gives each lane to the room that keeps it.</summary>
internal sealed class LaneKeepers(IEnumerable<ILaneKeeper> keepers) : ILaneWork
{
    private readonly ILaneKeeper[] _keepers = [.. keepers];

    public Task DrainAsync(Lane lane, CancellationToken ct) => _keepers.Single(k => k.Keeps(lane)).DrainAsync(lane, ct);

    public async Task SweepAsync(CancellationToken ct)
    {
        var faults = new List<Exception>();
        foreach (var keeper in _keepers)
        {
            try
            {
                await keeper.SweepAsync(ct);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // One room's trouble must not keep the others' lanes asleep.
                faults.Add(fault);
            }
        }

        if (faults.Count > 0) throw new AggregateException(faults);
    }
}
