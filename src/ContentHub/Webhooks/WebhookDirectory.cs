using System.Runtime.CompilerServices;
using System.Text.Json;
using ContentHub.Persistence;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Webhooks;

/// <summary>All webhooks in memory, as the running transaction sees them: matching an event reads no rows.</summary>
internal sealed class WebhookDirectory(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("ContentHub.Webhooks.Target");
    private readonly VersionedCache<IReadOnlyList<Webhook>> _cache = new("webhooks", db => db.Webhooks.AsNoTracking().OrderBy(w => w.Id).ToList());
    private readonly ConditionalWeakTable<string, WebhookTarget> _opened = [];
    private readonly ConditionalWeakTable<Webhook, PayloadFilter> _filters = [];
    private readonly ConditionalWeakTable<Webhook, BodyTemplate> _templates = [];

    public IReadOnlyList<Webhook> All(ContentHubDbContext db) => _cache.Get(db);

    public void Touch(WriteUnit unit) => _cache.Touch(unit);

    public string Seal(WebhookTarget target) => _protector.Protect(JsonSerializer.Serialize(target));

    /// <summary>The target in clear; decrypted once per text that was loaded: a row that is being changed has another one before and after.</summary>
    public WebhookTarget Open(Webhook webhook) => _opened.GetValue(webhook.Sealed, text => JsonSerializer.Deserialize<WebhookTarget>(_protector.Unprotect(text))!);

    /// <summary>Read once per loaded row; null for none.</summary>
    public PayloadFilter? FilterOf(Webhook webhook) => webhook.Filter is null ? null : _filters.GetValue(webhook, w => PayloadFilter.Parse(w.Filter!).Value);

    /// <summary>Compiled once per loaded row; null for none.</summary>
    public BodyTemplate? TemplateOf(Webhook webhook) => webhook.Template is null ? null : _templates.GetValue(webhook, w => BodyTemplate.Parse(w.Template!).Value);
}
