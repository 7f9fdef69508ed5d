using System.Text.Json;
using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Media;
using ContentHub.Persistence;

namespace ContentHub.Entries;

/// <summary>Attaches uploaded files to entries: a change of the entry like any other, in the transaction of the upload.</summary>
internal sealed class EntryAttachments(EntryChanges changes, ContentTypeService types) : IMediaOwner
{
    private const string UidPrefix = "api::";

    public Result<Done> Attach(WriteUnit unit, Actor actor, string model, string key, string field, IReadOnlyList<Id<MediaAsset>> files)
    {
        if (actor.Lacks(Permission.EntriesUpdate) is { } refusal) return refusal;
        var catalog = types.Catalog(unit.Db);
        if (!catalog.Allowed(actor, TypeOf(catalog, model), model, Permission.EntriesUpdate).Ok(out var type, out var problem)) return problem is Problem.NotFound ? new Problem.Invalid($"ref: there is no content type '{model}'", "ref") : problem;
        if (catalog.WritableBy(actor, type, Permission.EntriesUpdate).Find(field) is not MediaAttribute attribute) return new Problem.Invalid($"field: '{type.Name}' has no media attribute '{field}'", "field");
        if (WorkingRows.Find(unit, type, key, Locales.Default, WorkingRows.WorkingStage(type)) is not { } entry) return new Problem.Invalid($"refId: there is no {type.Name} '{key}'", "refId");

        if (actor.Lacks(Permission.EntriesUpdate, type, entry.CreatedBy, key) is { } forbidden) return forbidden is Problem.NotFound ? new Problem.Invalid($"refId: there is no {type.Name} '{key}'", "refId") : forbidden;

        if (!attribute.Multiple && files.Count > 1) return new Problem.Invalid($"{field} takes one only", "field");

        // The place for one takes the new one; a place for several keeps what it has.
        var ids = files.Select(f => f.Value);
        var data = JsonSerializer.SerializeToElement(new Dictionary<string, object> { [field] = new { connect = ids } });
        if (!EntryInput.Read(catalog, type, data, whole: false, []).Ok(out var input, out problem)) return problem;
        // What is published shows the file at once, if that is for this actor to say; a draft stays one.
        var save = new EntrySave(data) { AsDraft = actor.On(type, Permission.EntriesPublish) is null || WorkingRows.In(unit, entry, Stage.Published) is null };
        return changes.Save(unit, actor, type, entry, input, save).Then(_ => new Done());
    }

    /// <summary>By singular, plural, or the dialect's <c>api::address.address</c>.</summary>
    private static ContentType? TypeOf(ContentTypeCatalog catalog, string model)
    {
        if (model.StartsWith(UidPrefix, StringComparison.Ordinal)) return model[UidPrefix.Length..].Split('.') is [_, var name] && catalog.ByName(name) is { Kind: not ContentTypeKind.Component } named ? named : null;
        return catalog.ByName(model) is { Kind: not ContentTypeKind.Component } type ? type : catalog.ByRoute(model);
    }
}
