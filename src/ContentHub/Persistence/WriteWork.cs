using Microsoft.Extensions.Logging;

namespace ContentHub.Persistence;

/// <summary>A unit of work with its caller waiting.</summary>
internal abstract partial class WriteWork
{
    private IReadOnlyList<Action> _afterCommit = [];

    /// <summary>True when the caller gave up before it began.</summary>
    public abstract bool IsGivenUp { get; }

    /// <summary>See <see cref="WriteUnit.LeavesContent"/>.</summary>
    public bool LeavesContent { get; private set; }

    /// <summary>Runs the unit and saves its rows into the open transaction.</summary>
    /// <returns>False when the unit refused: its rows must be rolled back, and that is its answer.</returns>
    public bool Run(ContentHubDbContext db, ISqlDialect dialect)
    {
        var unit = new WriteUnit(db, dialect);
        if (!RunUnit(unit)) return false;
        db.SaveChanges();
        (_afterCommit, LeavesContent) = (unit.AfterCommitActions, unit.IsAsideFromContent);
        return true;
    }

    /// <summary>Tells the caller. After the commit, or after the rollback of a refusal.</summary>
    public void Complete(bool committed, ILogger log)
    {
        if (committed)
            foreach (var action in _afterCommit) RunAfterCommit(action, log);
        CompleteCaller();
    }

    public abstract void Fail(Exception exception);

    protected abstract bool RunUnit(WriteUnit unit);

    protected abstract void CompleteCaller();

    // The rows are durable: whatever breaks now must neither take the answer back nor stop the writer.
    private static void RunAfterCommit(Action action, ILogger log)
    {
        try
        {
            action();
        }
        catch (Exception broken)
        {
            LogBroken(log, broken);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What was to follow a commit broke; the commit stands.")]
    private static partial void LogBroken(ILogger log, Exception exception);
}

/// <inheritdoc/>
internal sealed class WriteWork<T>(Func<WriteUnit, Result<T>> unit, CancellationToken ct) : WriteWork
{
    private readonly TaskCompletionSource<Result<T>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Result<T> _answer;

    public Task<Result<T>> Done => _done.Task;

    public override bool IsGivenUp => ct.IsCancellationRequested && _done.TrySetCanceled(ct);

    public override void Fail(Exception exception) => _done.TrySetException(exception);

    protected override bool RunUnit(WriteUnit write)
    {
        _answer = unit(write);
        return _answer.Problem is null;
    }

    protected override void CompleteCaller() => _done.TrySetResult(_answer);
}
