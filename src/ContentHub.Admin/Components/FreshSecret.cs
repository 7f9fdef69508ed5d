namespace ContentHub.Admin.Components;

/// <summary>The secret of something that was just made, on its way from the form to the page of what it belongs to, within one browser tab.</summary>
internal sealed class FreshSecret
{
    private (object Of, string Text)? _kept;

    public void Keep<T>(Id<T> of, string text) => _kept = (of, text);

    /// <summary>The secret, and it is forgotten; null when it was not just made.</summary>
    public string? Take<T>(Id<T> of)
    {
        var kept = _kept;
        _kept = null;
        return of.Equals(kept?.Of) ? kept!.Value.Text : null;
    }
}
