using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ContentHub.Admin.Components;

/// <summary>What only the browser can do: the panel's one script module, loaded when first needed.</summary>
/// <remarks>A connection that is gone is no fault here: there is nobody left to do it for.</remarks>
public sealed class AdminScript(IJSRuntime js) : IAsyncDisposable
{
    private Task<IJSObjectReference>? _module;

    /// <summary>Moves the focus to the element with the id and brings it into sight.</summary>
    public Task FocusAsync(string id) => CallAsync("focus", id);

    /// <summary>Gives the focus back to an element that moved, and scrolls no further than needed to see it.</summary>
    public Task KeepFocusAsync(string id) => CallAsync("keepFocus", id);

    /// <summary>Scrolls no further than needed to see what has the focus.</summary>
    public Task ShowFocusAsync() => CallAsync("showFocus");

    /// <summary>Moves the focus, if what had it is gone: to the element with the id, or to the page's heading where there is none.</summary>
    public async Task FocusWhenLostAsync(string? id = null)
    {
        await Task.Yield();   // what the deed changed is drawn when its handler pauses, and only then is the focus lost
        await CallAsync("focusWhenLost", id);
    }

    /// <summary>Scrolls just as far as needed for the element to be seen.</summary>
    public Task RevealAsync(ElementReference element) => CallAsync("reveal", element);

    /// <summary>Opens a dialog above everything; the focus stays inside until it closes.</summary>
    public Task OpenDialogAsync(ElementReference dialog) => CallAsync("openDialog", dialog);

    /// <summary>Closes it and gives the focus back to where it was.</summary>
    public Task CloseDialogAsync(ElementReference dialog) => CallAsync("closeDialog", dialog);

    /// <summary>Closes what a summary opened and gives the focus to the summary.</summary>
    public Task CloseDetailsAsync(ElementReference details) => CallAsync("closeDetails", details);

    /// <summary>Shows a checkbox as neither on nor off, which no attribute can.</summary>
    public Task SetIndeterminateAsync(ElementReference checkbox, bool value) => CallAsync("setIndeterminate", checkbox, value);

    /// <summary>Puts the text on the clipboard.</summary>
    public Task CopyAsync(string text) => CallAsync("copy", text);

    /// <summary>Keeps a choice in this browser; null forgets it.</summary>
    public Task RememberAsync(string key, string? value) => CallAsync("remember", key, value);

    /// <summary>A choice that was kept; null for none.</summary>
    public Task<string?> RecallAsync(string key) => AskAsync("recall", key);

    /// <summary>The browser's time zone, as <c>Europe/Zurich</c>; null when the browser is gone.</summary>
    public Task<string?> TimeZoneAsync() => AskAsync("timeZone");

    /// <summary>The page's handlers answer from now on.</summary>
    internal Task ReadyAsync() => CallAsync("ready");

    private Task CallAsync(string function, params object?[] arguments) => WithAsync(async module =>
    {
        await module.InvokeVoidAsync(function, arguments);
        return null;
    });

    private Task<string?> AskAsync(string function, params object?[] arguments) => WithAsync(async module => await module.InvokeAsync<string?>(function, arguments));

    private async Task<string?> WithAsync(Func<IJSObjectReference, Task<string?>> call)
    {
        try
        {
            _module ??= js.InvokeAsync<IJSObjectReference>("import", "./_content/ContentHub.Admin/admin.js").AsTask();
            return await call(await _module);
        }
        catch (JSDisconnectedException)
        {
            _module = null;
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_module is not { IsCompletedSuccessfully: true } loaded) return;
        try
        {
            await (await loaded).DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and the module with it.
        }
    }
}
