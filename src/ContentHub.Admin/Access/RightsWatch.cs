using Microsoft.AspNetCore.Components.Server.Circuits;

namespace ContentHub.Admin.Access;

/// <summary>An open page acts with the rights of this moment: they are looked at before every step that comes from the browser.</summary>
internal sealed class RightsWatch : CircuitHandler
{
    private Func<Task> _look = () => Task.CompletedTask;

    /// <summary>Says who looks.</summary>
    public void By(Func<Task> look) => _look = look;

    /// <summary>Looks now; what the page shows has changed with it when this returns.</summary>
    public Task LookAsync() => _look();

    /// <inheritdoc/>
    // Nothing is waited for in between: what the browser sends is put in line as it comes, or a later step would overtake an earlier
    // one. Looks stand in the same line, so that each is over before its step begins.
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) =>
        context => Task.WhenAll(LookAsync(), next(context));
}
