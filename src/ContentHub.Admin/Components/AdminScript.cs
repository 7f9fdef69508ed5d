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

    /// <summary>Scrolls just as far as needed for the element to be seen.</summary>
    public Task RevealAsync(ElementReference element) => CallAsync("reveal", element);

    /// <summary>Opens a dialog above everything; the focus stays inside until it closes.</summary>
    public Task OpenDialogAsync(ElementReference dialog) => CallAsync("openDialog", dialog);

    /// <summary>Closes it and gives the focus back to where it was.</summary>
    public Task CloseDialogAsync(ElementReference dialog) => CallAsync("closeDialog", dialog);

    /// <summary>Shows a checkbox as neither on nor off, which no attribute can.</summary>
    public Task SetIndeterminateAsync(ElementReference checkbox, bool value) => CallAsync("setIndeterminate", checkbox, value);

    /// <summary>Puts the text on the clipboard.</summary>
    public Task CopyAsync(string text) => CallAsync("copy", text);

    /// <summary>The page's handlers answer from now on.</summary>
    internal Task ReadyAsync() => CallAsync("ready");

    private async Task CallAsync(string function, params object?[] arguments)
    {
        try
        {
            _module ??= js.InvokeAsync<IJSObjectReference>("import", "./_content/ContentHub.Admin/admin.js").AsTask();
            await (await _module).InvokeVoidAsync(function, arguments);
        }
        catch (JSDisconnectedException)
        {
            _module = null;
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
