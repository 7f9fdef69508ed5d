using System.Text.Json;
using Microsoft.JSInterop;

namespace ContentHub.Admin.Entries;

/// <summary>What was typed and not saved, as the browser keeps it (drafts.js).</summary>
/// <param name="At">Unix milliseconds of the last key.</param>
/// <param name="BasedOn">Version of the entry it was typed over; null for a new one.</param>
/// <param name="Texts">By attribute.</param>
/// <param name="Bases">What stood there before, by attribute, for merging; a null in it is unknown. What is missing was as in that version.</param>
public sealed record Draft(long At, int? BasedOn, Dictionary<string, string> Texts, Dictionary<string, string?>? Bases = null);

/// <summary>The way to it. A connection that is gone is no fault: the browser keeps on by itself.</summary>
public sealed class DraftStore(IJSRuntime js) : IAsyncDisposable
{
    // Browsers keep five million characters, each of at most three bytes here.
    private const long MostBytes = 16 * 1024 * 1024;

    private IJSObjectReference? _module;

    /// <summary>Null when nothing is kept under the key.</summary>
    public async Task<Draft?> LoadAsync(string key)
    {
        try
        {
            await using var kept = await (await ModuleAsync()).InvokeAsync<IJSStreamReference>("open", key);
            await using var json = await kept.OpenReadStreamAsync(MostBytes);
            return await JsonSerializer.DeserializeAsync<Draft?>(json, JsonSerializerOptions.Web);
        }
        catch (Exception fault) when (fault is JSDisconnectedException or JSException or JsonException)
        {
            return null;   // written by another version, or by hand
        }
    }

    /// <summary>Keeps a text that no key was pressed for.</summary>
    public Task KeepAsync(string key, int? basedOn, string attribute, string text) => CallAsync("keep", key, basedOn, attribute, text);

    /// <summary>Notes what stood in a field before it was typed into, where that is not noted yet.</summary>
    public Task BaseAsync(string key, string attribute, string text) => CallAsync("base", key, attribute, text);

    /// <summary>Keeps this in place of all that is kept under the key.</summary>
    public Task ReplaceAsync(string key, Draft draft) => CallAsync("replace", key, draft);

    /// <summary>Forgets all that is kept under the key.</summary>
    public Task DropAsync(string key) => CallAsync("drop", key);

    private async Task CallAsync(string function, params object?[] arguments)
    {
        try
        {
            await (await ModuleAsync()).InvokeVoidAsync(function, arguments);
        }
        catch (JSDisconnectedException)
        {
            _module = null;
        }
    }

    private async Task<IJSObjectReference> ModuleAsync() => _module ??= await js.InvokeAsync<IJSObjectReference>("import", "./_content/ContentHub.Admin/drafts.js");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_module is not null) await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and the module with it.
        }
    }
}
