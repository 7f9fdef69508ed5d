using ContentHub.Persistence;

namespace ContentHub.Hooks;

/// <summary>Rings with each call of a hook and each request to an inbox.</summary>
public sealed class HookBell : Bell
{
    /// <summary>The longest that what another node received stays unseen.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    internal void RingAfter(WriteUnit unit) => unit.AfterCommit(Ring);
}
