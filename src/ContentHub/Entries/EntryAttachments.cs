using System.Text.Json;
using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Media;
using ContentHub.Persistence;

namespace ContentHub.Entries;

/// <summary>Attaches uploaded files to entries: a change of the entry like any other, in the transaction of the upload.</summary>
internal sealed class EntryAttachments(EntryService entries, ContentTypeService types) : IMediaOwner
{
    private const string UidPrefix = "api::";

    public Result<Done> Attach(WriteUnit unit, Actor actor, string model, string key, string field, IReadOnlyList<Id<MediaAsset>> files)
    {
        if (actor.Lacks(Permission.EntriesWrite) is { } refusal) return refusal;
        if (TypeOf(types.Catalog(unit.Db), model) is not { } type) return new Problem.Invalid($"ref: there is no content type '{model}'", "ref");
        if (type.Find(field) is not MediaAttribute attribute) return new Problem.Invalid($"field: '{type.Name}' has no media attribute '{field}'", "field");
        if (EntryReader.Find(unit.Db, type, key) is not { } entry) return new Problem.Invalid($"refId: there is no {type.Name} '{key}'", "refId");

        // The place for one takes the last; a place for several keeps what it has.
        var ids = (attribute.Multiple ? files : files.TakeLast(1)).Select(f => f.Value);
        var data = JsonSerializer.SerializeToElement(new Dictionary<string, object> { [field] = new { connect = ids } });
        return entries.Save(unit, actor, type.Kind == ContentTypeKind.Single ? type.Name : type.Plural, data, NoFiles, type.Kind, (_, _) => entry, null).Then(_ => new Done());
    }

    private static readonly Dictionary<string, IReadOnlyList<StagedFile>> NoFiles = [];

    /// <summary>By singular, plural, or the dialect's <c>api::address.address</c>.</summary>
    private static ContentType? TypeOf(ContentTypeCatalog catalog, string model)
    {
        if (model.StartsWith(UidPrefix, StringComparison.Ordinal)) return model[UidPrefix.Length..].Split('.') is [_, var name] && catalog.ByName(name) is { Kind: not ContentTypeKind.Component } named ? named : null;
        return catalog.ByName(model) is { Kind: not ContentTypeKind.Component } type ? type : catalog.ByRoute(model);
    }
}
