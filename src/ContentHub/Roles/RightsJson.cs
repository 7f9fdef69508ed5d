using System.Text.Json;
using ContentHub.Access;
using ContentHub.ContentTypes;

namespace ContentHub.Roles;

/// <summary>Rights in the names of types and attributes: <c>"permissions": ["media.read"], "entries": {"*": {"read": true}, "article": {"read": true, "update": {"own": true, "fields": ["title"]}}}</c>.
/// A type that is named has what stands there and nothing else; <c>*</c> is for all others, also those to come.</summary>
internal static class RightsJson
{
    /// <summary>For every type that is not named.</summary>
    public const string EveryType = "*";

    private static readonly string[] Deeds = [.. Permissions.OfEntries.Select(p => p.Deed())];
    private static readonly string[] Limits = ["own", "fields"];

    /// <summary>Reads both members of a body; one that is missing grants nothing. Problems: Invalid.</summary>
    public static Result<Rights> Read(IReadOnlyDictionary<string, JsonElement> data, ContentTypeCatalog catalog)
    {
        var errors = new List<FieldError>();
        var general = new HashSet<Permission>();
        if (data.TryGetValue("permissions", out var permissions))
        {
            if (JsonText.TextsOf(permissions) is not { } names) errors.Add(new FieldError("permissions", "permissions must be a list of names"));
            else
                foreach (var name in names)
                {
                    if (Permissions.Named(name) is { } permission && !permission.IsOfEntries()) general.Add(permission);
                    else errors.Add(new FieldError("permissions", Permissions.Named(name) is null ? $"there is no permission '{name}'{Nearest.Hint(name, Permissions.General.Select(p => p.Name()))}" : $"'{name}' is granted under entries, for content types"));
                }
        }

        var types = new Dictionary<long, IReadOnlyDictionary<Permission, EntryRight>>();
        if (data.TryGetValue("entries", out var entries))
        {
            if (entries.ValueKind != JsonValueKind.Object) errors.Add(new FieldError("entries", "entries must be an object by names of content types"));
            else
                foreach (var row in entries.EnumerateObject())
                {
                    var type = row.Name == EveryType ? null : catalog.ByName(row.Name) is { Kind: not ContentTypeKind.Component } named ? named : null;
                    if (type is null && row.Name != EveryType) errors.Add(new FieldError(["entries", row.Name], $"there is no content type '{row.Name}'{Nearest.Hint(row.Name, catalog.Types.Select(t => t.Name))}"));
                    else types[type?.Id.Value ?? Rights.EveryType] = ReadRow(row.Value, type, ["entries", row.Name], errors);
                }
        }

        return errors.Count > 0 ? new Problem.Invalid(errors) : new Rights(general, types);
    }

    /// <summary>Writes both properties.</summary>
    public static void Write(Rights rights, ContentTypeCatalog catalog, Utf8JsonWriter json)
    {
        json.WriteTexts("permissions", rights.General.Order().Select(p => p.Name()));
        json.WriteStartObject("entries");
        foreach (var (key, row) in rights.Types.OrderBy(t => t.Key))
        {
            var type = catalog.ById(new Id<ContentType>(key));
            if (type is null && key != Rights.EveryType) continue;   // gone since
            json.WriteStartObject(type?.Name ?? EveryType);
            foreach (var (permission, right) in row.OrderBy(r => r.Key)) Write(permission, right, type, json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Writes one right under its name: <c>true</c>, or its limits.</summary>
    public static void Write(Permission permission, EntryRight right, ContentType? type, Utf8JsonWriter json)
    {
        json.WritePropertyName(permission.Deed());
        if (right == EntryRight.Full)
        {
            json.WriteBooleanValue(true);
            return;
        }

        json.WriteStartObject();
        if (right.Own) json.WriteBoolean("own", true);
        if (right.Fields is { } fields)
        {
            json.WriteTexts("fields", type?.Attributes.Where(a => fields.Contains(a.Id.Value)).Select(a => a.Name) ?? []);
        }

        json.WriteEndObject();
    }

    private static Dictionary<Permission, EntryRight> ReadRow(JsonElement row, ContentType? type, string[] path, List<FieldError> errors)
    {
        var rights = new Dictionary<Permission, EntryRight>();
        if (row.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new FieldError(path, $"must be an object with {string.Join(", ", Deeds)}"));
            return rights;
        }

        foreach (var cell in row.EnumerateObject())
        {
            string[] here = [.. path, cell.Name];
            if (Permissions.Named($"entries.{cell.Name}") is not { } permission) errors.Add(new FieldError(here, $"there is no right '{cell.Name}'{Nearest.Hint(cell.Name, Deeds)}"));
            else if (cell.Value.ValueKind == JsonValueKind.True) rights[permission] = EntryRight.Full;
            else if (cell.Value.ValueKind == JsonValueKind.Object) ReadLimits(permission, cell.Value, type, here, rights, errors);
            else if (cell.Value.ValueKind is not (JsonValueKind.False or JsonValueKind.Null)) errors.Add(new FieldError(here, "must be true, false or an object with own and fields"));
        }

        return rights;
    }

    private static void ReadLimits(Permission permission, JsonElement limits, ContentType? type, string[] path, Dictionary<Permission, EntryRight> rights, List<FieldError> errors)
    {
        var before = errors.Count;
        foreach (var limit in limits.EnumerateObject().Where(l => !Limits.Contains(l.Name))) errors.Add(new FieldError([.. path, limit.Name], $"there is no limit '{limit.Name}'{Nearest.Hint(limit.Name, Limits)}"));
        var own = false;
        if (limits.TryGetProperty("own", out var mine))
        {
            if (mine.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) errors.Add(new FieldError([.. path, "own"], "must be true or false"));
            else if (mine.GetBoolean() && permission == Permission.EntriesCreate) errors.Add(new FieldError([.. path, "own"], "what is created is one's own always"));
            own = mine.ValueKind == JsonValueKind.True;
        }

        HashSet<long>? fields = null;
        if (limits.TryGetProperty("fields", out var list) && list.ValueKind != JsonValueKind.Null)
        {
            if (permission is Permission.EntriesDelete or Permission.EntriesPublish) errors.Add(new FieldError([.. path, "fields"], $"to {permission.Deed()} is for whole entries"));
            else if (type is null) errors.Add(new FieldError([.. path, "fields"], "fields are named for one type, not for every type"));
            else if (JsonText.TextsOf(list) is not { } names) errors.Add(new FieldError([.. path, "fields"], "must be a list of names"));
            else
            {
                fields = [];
                foreach (var name in names)
                {
                    if (type.Find(name) is { } attribute) fields.Add(attribute.Id.Value);
                    else errors.Add(new FieldError([.. path, "fields"], $"'{type.Name}' has no attribute '{name}'{Nearest.Hint(name, type.Attributes.Select(a => a.Name))}"));
                }
            }
        }

        if (errors.Count == before) rights[permission] = own || fields is not null ? new EntryRight(own, fields) : EntryRight.Full;
    }
}
