using ContentHub.ContentTypes;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Webhooks;

/// <summary>Webhooks that want some content types name them: they follow a rename, and forget a type that is deleted only when others are left, since none means all.</summary>
internal sealed class WebhookModels(WebhookDirectory directory) : IContentTypeWatcher
{
    public Problem? Changing(WriteUnit unit, ContentType? before, ContentType? after)
    {
        if (before is null || before.Name == after?.Name) return null;
        var touched = false;
        foreach (var webhook in unit.Db.Webhooks.AsTracking().AsEnumerable().Where(w => w.Models.Contains(before.Name) && (after is not null || w.Models.Count > 1)).ToList())
        {
            webhook.Retarget(before.Name, after?.Name);
            touched = true;
        }

        if (touched) directory.Touch(unit);
        return null;
    }
}
