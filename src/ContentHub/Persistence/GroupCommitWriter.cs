using System.Data.Common;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace ContentHub.Persistence;

/// <summary>One loop that commits many units together: with one writer and a flush per commit, sharing the flush is what makes writes fast, on either database.</summary>
/// <remarks>Between nodes the groups take turns. A crash before the commit loses units that nobody was told of; a crash after it loses nothing.</remarks>
internal sealed partial class GroupCommitWriter : IAsyncDisposable
{
    private const int MostInGroup = 256;
    private const string Savepoint = "unit";

    private readonly Channel<WriteWork> _queue = Channel.CreateUnbounded<WriteWork>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ISqlDialect _dialect;
    private readonly ILogger _log;
    private readonly Lazy<Task> _loop;
    private readonly HeldContexts _contexts;
    private ContentHubDbContext? _db;

    public GroupCommitWriter(ISqlDialect dialect, ILogger log)
    {
        _dialect = dialect;
        _log = log;
        _contexts = new HeldContexts(dialect, forWriting: true);
        _loop = new Lazy<Task>(() => Task.Factory.StartNew(Loop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
    }

    public void Queue(WriteWork work)
    {
        _ = _loop.Value;
        if (!_queue.Writer.TryWrite(work)) work.Fail(new ObjectDisposedException(nameof(Database)));
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop.Value;
        if (_db is not null) HeldContexts.Close(_db);
    }

    private void Loop()
    {
        var group = new List<WriteWork>(MostInGroup);
        while (WaitForWork())
        {
            group.Clear();
            while (group.Count < MostInGroup && _queue.Reader.TryRead(out var work))
                if (!work.IsGivenUp) group.Add(work);
            if (group.Count > 0) Carry(group);
        }
    }

    // The loop has a thread of its own, so that blocking here starves nobody.
    private bool WaitForWork()
    {
        var wait = _queue.Reader.WaitToReadAsync();
        return wait.IsCompletedSuccessfully ? wait.GetAwaiter().GetResult() : wait.AsTask().GetAwaiter().GetResult();
    }

    private void Carry(List<WriteWork> group)
    {
        var saved = new bool[group.Count];
        var failed = new Exception?[group.Count];
        try
        {
            var db = _db ??= _contexts.Rent();
            using var transaction = db.Database.GetDbConnection().BeginTransaction();
            db.Database.UseTransaction(transaction);
            _dialect.BecomeOnlyWriter(db);
            db.OnlyWriterStamps = [];
            var changesContent = false;
            for (var i = 0; i < group.Count; i++)
            {
                transaction.Save(Savepoint);
                saved[i] = RunOne(group[i], db, transaction, out failed[i]);
                changesContent |= saved[i] && !group[i].LeavesContent;
            }

            if (changesContent) CacheStamp.Renew(db, CacheStamp.Content);

            FailPoint.Reach(FailPoint.BeforeCommit);
            transaction.Commit();
            FailPoint.Reach(FailPoint.AfterCommit);
        }
        catch (Exception broken)
        {
            // Nothing of the group is durable. The connection may be in any state: the next group opens a fresh one.
            LogBroken(_log, broken, group.Count);
            Reset();
            foreach (var work in group) work.Fail(broken);
            return;
        }

        _db.OnlyWriterStamps = null;
        _db.Database.UseTransaction(null);
        for (var i = 0; i < group.Count; i++)
        {
            if (failed[i] is { } exception) group[i].Fail(exception);
            else group[i].Complete(saved[i], _log);
        }
    }

    private bool RunOne(WriteWork work, ContentHubDbContext db, DbTransaction transaction, out Exception? failure)
    {
        failure = null;
        var saved = false;
        try
        {
            saved = work.Run(db, _dialect);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        db.ChangeTracker.Clear();
        // SQLite ends the whole transaction on some faults (disk full, I/O error); then this throws, and the group fails as one.
        if (!saved)
        {
            transaction.Rollback(Savepoint);
            db.OnlyWriterStamps?.Clear();
        }

        transaction.Release(Savepoint);
        return saved;
    }

    private void Reset()
    {
        if (_db is null) return;
        HeldContexts.Close(_db);
        _db = null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A group of {Count} units of work could not be committed; all of them were rolled back.")]
    private static partial void LogBroken(ILogger log, Exception exception, int count);
}
