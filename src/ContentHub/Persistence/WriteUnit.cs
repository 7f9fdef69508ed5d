namespace ContentHub.Persistence;

/// <summary>One unit of work inside <see cref="Database.WriteAsync{T}"/>: its rows become durable together or not at all.</summary>
/// <remarks>Synchronous, on one thread, and free of any I/O but the database's; input is validated before it queues.</remarks>
public sealed class WriteUnit
{
    private readonly ISqlDialect _dialect;
    private List<Action>? _afterCommit;

    internal WriteUnit(ContentHubDbContext db, ISqlDialect dialect)
    {
        Db = db;
        _dialect = dialect;
    }

    internal ContentHubDbContext Db { get; }

    internal bool IsAsideFromContent { get; private set; }

    internal IReadOnlyList<Action> AfterCommitActions => _afterCommit ?? [];

    /// <summary>A fresh id of its kind.</summary>
    public Id<T> NextId<T>() => NextIds<T>(1);

    /// <summary>As many fresh ids that follow each other.</summary>
    /// <returns>The first.</returns>
    public Id<T> NextIds<T>(int count) => new(_dialect.NextIds(Db, Kind<T>.Name, count));

    /// <summary>Runs once the rows are durable, on the writer's thread: ring, never work. Lost on a crash, so nothing may depend on it.</summary>
    public void AfterCommit(Action action) => (_afterCommit ??= []).Add(action);

    /// <summary>Says that no answer of the content API shows, or depends on, what this unit writes: those kept in memory stay good. For what is written all the time, such as deliveries; all else need not say anything.</summary>
    internal void LeavesContent() => IsAsideFromContent = true;

    private static class Kind<T>
    {
        public static readonly string Name = ModelConventions.SnakeCase(typeof(T).Name);
    }
}
