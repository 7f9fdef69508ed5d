using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace ContentHub.Admin.Tests;

/// <summary>What holds sooner or later.</summary>
internal static class Waiting
{
    /// <summary>Asks again until <paramref name="assertion"/> holds. bunit's own wait asks again after a render of this component only: a word to the browser, a note or a stored row that comes after the last render is never seen by it.</summary>
    public static void Eventually<TComponent>(this IRenderedComponent<TComponent> page, Action assertion)
        where TComponent : IComponent
    {
        var broken = page.Services.GetRequiredService<BunitContext>().Renderer.UnhandledException;
        // Asked on the renderer's thread, where what is looked at does not change meanwhile; waited for on another than the test's own.
        Task.Run(() => Testing.Eventually.HoldsAsync(() => page.InvokeAsync(assertion), () => broken.IsCompleted)).GetAwaiter().GetResult();
    }
}
