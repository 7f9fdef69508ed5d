using System.Diagnostics;
using AngleSharp.Dom;
using Bunit;
using Bunit.Rendering;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace ContentHub.Admin.Tests;

/// <summary>What a person does to an element. Each returns when the component has answered, or goes on in the background because it waits for something: a question, a file. bunit's own return at once, and what is looked at next may still be the old page.</summary>
internal static class Deeds
{
    // Handlers that ask a question end only with its answer.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>A click.</summary>
    public static void Press(this IElement element) => Do(() => element.ClickAsync(new MouseEventArgs()));

    /// <summary>A new value, and leaving the field.</summary>
    public static void Set(this IElement element, object? value) => Do(() => element.ChangeAsync(new ChangeEventArgs { Value = value }));

    /// <summary>The value after one more key.</summary>
    public static void Typed(this IElement element, object? value) => Do(() => element.InputAsync(new ChangeEventArgs { Value = value }));

    /// <summary>Sends a form.</summary>
    public static void Send(this IElement element) => Do(() => element.SubmitAsync(EventArgs.Empty));

    private static void Do(Func<Task> deed)
    {
        var (watch, wait) = (Stopwatch.StartNew(), default(SpinWait));
        while (true)
        {
            try
            {
                var done = deed();
                if (Task.WaitAny([done], Patience) == 0) done.GetAwaiter().GetResult();
                return;
            }
            catch (UnknownEventHandlerIdException) when (watch.Elapsed < Testing.Eventually.Usual)
            {
                wait.SpinOnce();   // it is rendered anew at this very moment; then the element finds itself again
            }
        }
    }
}
