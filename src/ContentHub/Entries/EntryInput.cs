using System.Text.Json;
using ContentHub.ContentTypes;
using Microsoft.AspNetCore.Identity;

namespace ContentHub.Entries;

/// <summary>What a caller wants the values of an entry, or of a component in it, to be: checked against the type as far as that goes without the database.</summary>
/// <param name="Scalars">Given values by attribute; a JSON null unsets.</param>
/// <param name="Links">Given relations and media by attribute.</param>
/// <param name="Components">Given components and zones by attribute: all items of a list, one or none of a single one.</param>
internal sealed record EntryInput(
    IReadOnlyDictionary<ScalarAttribute, JsonElement> Scalars,
    IReadOnlyDictionary<ContentAttribute, LinkChange> Links,
    IReadOnlyDictionary<ContentAttribute, IReadOnlyList<ComponentInput>> Components)
{
    /// <summary>Names of the given attributes.</summary>
    public IEnumerable<string> Given => Scalars.Keys.Select(a => a.Name).Concat(Links.Keys.Select(a => a.Name)).Concat(Components.Keys.Select(a => a.Name));

    /// <summary>The same with passwords as hashes. Slow on purpose, so never inside a unit of work.</summary>
    public EntryInput WithHashedPasswords() => this with
    {
        Scalars = Scalars.Keys.Any(a => a is PasswordAttribute) ? Scalars.ToDictionary(s => s.Key, s => s.Key is PasswordAttribute && s.Value.ValueKind == JsonValueKind.String ? Hash(s.Value) : s.Value) : Scalars,
        Components = Components.Count == 0 ? Components : Components.ToDictionary(c => c.Key, c => (IReadOnlyList<ComponentInput>)[.. c.Value.Select(i => i with { Values = i.Values.WithHashedPasswords() })]),
    };

    private static readonly PasswordHasher<EntryInput> Hasher = new();

    private static JsonElement Hash(JsonElement password) => JsonSerializer.SerializeToElement(Hasher.HashPassword(null!, password.GetString()!));

    /// <summary>All faults at once, or the input.</summary>
    /// <param name="whole">The input makes a new entry that goes out at once: beside other faults it is told what it lacks. (What lacks nothing else is checked as it will be stored.)</param>
    /// <param name="filled">Attributes that get files from the same request.</param>
    public static Result<EntryInput> Read(ContentTypeCatalog catalog, ContentType type, JsonElement data, bool whole, IEnumerable<string> filled)
    {
        if (data.ValueKind != JsonValueKind.Object) return new Problem.Invalid(data.ValueKind == JsonValueKind.Null ? "Missing \"data\" payload in the request body" : "\"data\" must be an object");
        var reader = new EntryInputReader(catalog);
        var input = reader.ReadObject(type, data, []);
        if (reader.Errors.Count == 0) return input;
        var lacking = !whole ? [] : type.Attributes.Where(a => a.Required && a is not ScalarAttribute { Default: not null } && !data.TryGetProperty(a.Name, out _) && !filled.Contains(a.Name));
        return new Problem.Invalid([.. reader.Errors, .. lacking.Select(a => new FieldError(a.Name, $"{a.Name} is required"))]);
    }
}

/// <summary>One component of an input.</summary>
/// <param name="Id">Of the component that is changed in place; null for a new one.</param>
internal sealed record ComponentInput(ContentType Component, long? Id, EntryInput Values);

/// <summary>Walks over the data of a request.</summary>
internal sealed class EntryInputReader(ContentTypeCatalog catalog)
{
    /// <summary>The kind of an item in a dynamic zone.</summary>
    public const string ComponentKey = "__component";

    private const int MostItems = 1000;

    private static readonly HashSet<string> System = ["id", "document_id", "documentId", "created_at", "createdAt", "updated_at", "updatedAt", "published_at", "publishedAt", "locale"];

    private readonly List<FieldError> _errors = [];

    public IReadOnlyList<FieldError> Errors => _errors;

    public EntryInput ReadObject(ContentType type, JsonElement data, IReadOnlyList<string> path)
    {
        var scalars = new Dictionary<ScalarAttribute, JsonElement>();
        var links = new Dictionary<ContentAttribute, LinkChange>();
        var components = new Dictionary<ContentAttribute, IReadOnlyList<ComponentInput>>();
        foreach (var property in data.EnumerateObject())
        {
            string[] here = [.. path, property.Name];
            switch (type.Find(property.Name))
            {
                // As the dialect has it: an entry that was read may be sent back as it is; what the server sets is not taken over.
                case null when System.Contains(property.Name) || (type.Kind == ContentTypeKind.Component && property.Name == ComponentKey):
                    break;
                case ScalarAttribute scalar:
                    if (property.Value.ValueKind != JsonValueKind.Null && (scalar.Fault(property.Value) ?? LackOfSecret(scalar, property.Value)) is { } fault) Wrong(here, fault);
                    else scalars[scalar] = property.Value;
                    break;
                case ComponentAttribute part:
                    if (ReadPart(part, property.Value, here) is { } items) components[part] = items;
                    break;
                case DynamicZoneAttribute zone:
                    if (ReadList(zone.Max, property.Value, here, (item, place) => ComponentOf(zone, item, place)) is { } parts) components[zone] = parts;
                    break;
                case { } linking:
                    var change = LinkChange.Read(property.Value, out var unread);
                    if ((change is null ? unread : change.FaultFor(linking)) is { } faulty) Wrong(here, faulty);
                    else links[linking] = change!;
                    break;
                default:
                    Wrong(here, $"is not an attribute of '{type.Name}'{Nearest.Hint(property.Name, type.Attributes.Where(a => !a.IsHidden).Select(a => a.Name))}");
                    break;
            }
        }

        return new EntryInput(scalars, links, components);
    }

    /// <summary>As people read a path: <c>list[0].title</c>.</summary>
    public static string Readable(IEnumerable<string> path) =>
        path.Aggregate("", (text, part) => text.Length == 0 ? part : part.All(char.IsAsciiDigit) ? $"{text}[{part}]" : $"{text}.{part}");

    // Of a password only the hash is left when drafts are looked at again.
    private static string? LackOfSecret(ScalarAttribute attribute, JsonElement value) => attribute is PasswordAttribute ? attribute.Lack(value) : null;

    private void Wrong(IReadOnlyList<string> path, string fault) => _errors.Add(new FieldError(path, $"{Readable(path)} {fault}"));

    private List<ComponentInput>? ReadPart(ComponentAttribute attribute, JsonElement value, IReadOnlyList<string> path)
    {
        var component = catalog.ByName(attribute.Component)!;
        if (attribute.Repeatable) return ReadList(attribute.Max, value, path, (_, _) => component);
        if (value.ValueKind == JsonValueKind.Null) return [];
        return ReadItem(component, value, path) is { } item ? [item] : null;
    }

    private List<ComponentInput>? ReadList(int? most, JsonElement value, IReadOnlyList<string> path, Func<JsonElement, IReadOnlyList<string>, ContentType?> componentOf)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            Wrong(path, "must be a list of components");
            return null;
        }

        if (value.GetArrayLength() > (most ?? MostItems))
        {
            Wrong(path, $"must have at most {most ?? MostItems} items");
            return null;
        }

        var items = new List<ComponentInput>();
        foreach (var item in value.EnumerateArray())
        {
            string[] place = [.. path, items.Count.ToString(global::System.Globalization.CultureInfo.InvariantCulture)];
            if (componentOf(item, place) is not { } component || ReadItem(component, item, place) is not { } read) return null;
            if (read.Id is not null && items.Any(i => i.Id == read.Id))
            {
                Wrong([.. place, "id"], "stands twice in the list");
                return null;
            }

            items.Add(read);
        }

        return items;
    }

    private ContentType? ComponentOf(DynamicZoneAttribute zone, JsonElement item, IReadOnlyList<string> path)
    {
        var name = item.ValueKind == JsonValueKind.Object && item.TryGetProperty(ComponentKey, out var value) && value.ValueKind == JsonValueKind.String && JsonText.TryGet(value, out var text) ? text : null;
        if (name is not null && zone.Components.Contains(name)) return catalog.ByName(name);
        Wrong([.. path, ComponentKey], $"must be one of: {string.Join(", ", zone.Components)}");
        return null;
    }

    private ComponentInput? ReadItem(ContentType component, JsonElement value, IReadOnlyList<string> path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Wrong(path, "must be an object");
            return null;
        }

        long? id = null;
        if (value.TryGetProperty("id", out var given) && given.ValueKind != JsonValueKind.Null)
        {
            if (given.ValueKind != JsonValueKind.Number || !given.TryGetInt64(out var number))
            {
                Wrong([.. path, "id"], "must be the id of a component of this entry");
                return null;
            }

            id = number;
        }

        return new ComponentInput(component, id, ReadObject(component, value, path));
    }
}
