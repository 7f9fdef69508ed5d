using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace ContentHub.Admin.Tests;

/// <summary>What holds sooner or later.</summary>
internal static class Waiting
{
    /// <summary>How long a busy machine may take; nothing waits so long that holds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Asks again until <paramref name="assertion"/> holds. bunit's own wait asks again after a render of this component only: a word to the browser, a note or a stored row that comes after the last render is never seen by it.</summary>
    public static void Eventually<TComponent>(this IRenderedComponent<TComponent> page, Action assertion)
        where TComponent : IComponent
    {
        var broken = page.Services.GetRequiredService<BunitContext>().Renderer.UnhandledException;
        var until = DateTime.UtcNow + Patience;
        while (true)
        {
            try
            {
                // On the renderer's thread: what is looked at does not change meanwhile.
                page.InvokeAsync(assertion).GetAwaiter().GetResult();
                return;
            }
            catch (Exception) when (DateTime.UtcNow < until && !broken.IsCompleted)
            {
                Thread.Sleep(10);
            }
        }
    }
}
