using ContentHub.Webhooks;

namespace ContentHub.Admin.Webhooks;

/// <summary>The secret of a webhook that was just made, on its way from the form to the webhook's own page, within one browser tab.</summary>
internal sealed class FreshSecret
{
    private (Id<Webhook> Of, string Text)? _kept;

    public void Keep(Id<Webhook> of, string text) => _kept = (of, text);

    /// <summary>The secret, and it is forgotten; null when the webhook was not just made.</summary>
    public string? Take(Id<Webhook> of)
    {
        var kept = _kept;
        _kept = null;
        return kept?.Of == of ? kept.Value.Text : null;
    }
}
