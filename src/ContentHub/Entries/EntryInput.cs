using System.Globalization;
using System.Text.Json;
using ContentHub.ContentTypes;

namespace ContentHub.Entries;

/// <summary>What a caller wants an entry to be, checked against its type as far as that goes without the database.</summary>
/// <param name="Scalars">Given values by attribute; a JSON null unsets.</param>
/// <param name="Links">Given relations and media by attribute.</param>
internal sealed record EntryInput(IReadOnlyDictionary<ScalarAttribute, JsonElement> Scalars, IReadOnlyDictionary<ContentAttribute, LinkChange> Links)
{
    private static readonly HashSet<string> System = ["id", "document_id", "documentId", "created_at", "createdAt", "updated_at", "updatedAt", "published_at", "publishedAt", "locale"];

    /// <summary>All faults at once, or the input.</summary>
    /// <param name="creating">Required attributes must be there; otherwise they may be left out but not set to null.</param>
    /// <param name="filled">Attributes that get files from the same request.</param>
    public static Result<EntryInput> Read(ContentType type, JsonElement data, bool creating, IReadOnlyCollection<string> filled)
    {
        if (data.ValueKind != JsonValueKind.Object) return new Problem.Invalid("\"data\" must be an object");
        var errors = new List<FieldError>();
        var scalars = new Dictionary<ScalarAttribute, JsonElement>();
        var links = new Dictionary<ContentAttribute, LinkChange>();
        foreach (var property in data.EnumerateObject())
        {
            // As the dialect has it: an entry that was read may be sent back as it is; what the server sets is not taken over.
            if (System.Contains(property.Name)) continue;
            switch (type.Find(property.Name))
            {
                case ScalarAttribute scalar:
                    if (property.Value.ValueKind != JsonValueKind.Null && scalar.Fault(property.Value) is { } fault) errors.Add(new FieldError(scalar.Name, $"{scalar.Name} {fault}"));
                    else scalars[scalar] = property.Value;
                    break;
                case { } linking:
                    if (LinkChange.Read(property.Value) is { } change && change.FaultFor(linking) is null) links[linking] = change;
                    else errors.Add(new FieldError(linking.Name, $"{linking.Name} {LinkChange.Read(property.Value)?.FaultFor(linking) ?? LinkChange.Expected}"));
                    break;
                default:
                    errors.Add(new FieldError(property.Name, $"{property.Name} is not an attribute of '{type.Name}'{Nearest.Hint(property.Name, type.Attributes.Where(a => !a.Private).Select(a => a.Name))}"));
                    break;
            }
        }

        foreach (var attribute in type.Attributes.Where(a => a.Required && !filled.Contains(a.Name)))
            if (Misses(attribute, scalars, links, creating) && errors.All(e => e.Path[0] != attribute.Name))
                errors.Add(new FieldError(attribute.Name, $"{attribute.Name} is required"));
        return errors.Count > 0 ? new Problem.Invalid(errors) : new EntryInput(scalars, links);
    }

    private static bool Misses(
        ContentAttribute attribute, Dictionary<ScalarAttribute, JsonElement> scalars, Dictionary<ContentAttribute, LinkChange> links, bool creating) => attribute switch
        {
            ScalarAttribute scalar => scalars.TryGetValue(scalar, out var value)
                ? value.ValueKind == JsonValueKind.Null
                : creating && scalar.Default is null && !IsMadeFromAnother(scalar, scalars),
            _ => links.TryGetValue(attribute, out var change) ? change.EndsEmpty : creating,
        };

    private static bool IsMadeFromAnother(ScalarAttribute attribute, Dictionary<ScalarAttribute, JsonElement> scalars) =>
        attribute is UidAttribute { TargetField: { } field } && scalars.Any(s => s.Key.Name == field && s.Value.ValueKind == JsonValueKind.String);
}

/// <summary>What shall become of the links of one attribute.</summary>
/// <param name="Set">The whole new list, or null to keep what is there.</param>
/// <param name="Connect">Added at the end.</param>
/// <param name="Disconnect">Taken away.</param>
internal sealed record LinkChange(IReadOnlyList<LinkTarget>? Set, IReadOnlyList<LinkTarget> Connect, IReadOnlyList<LinkTarget> Disconnect)
{
    public const string Expected = "must be an id, a list of ids, or an object with set, connect or disconnect";

    /// <summary>Certainly nothing is linked afterwards.</summary>
    public bool EndsEmpty => Set is { Count: 0 } && Connect.Count == 0;

    /// <summary>The dialect's forms: an id, a document id, an object with either, a list of those, or set/connect/disconnect. Null when it is none of them.</summary>
    public static LinkChange? Read(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return new LinkChange([], [], []);
        if (value.ValueKind == JsonValueKind.Object && !IsTarget(value))
        {
            IReadOnlyList<LinkTarget>? set = null, connect = [], disconnect = [];
            foreach (var part in value.EnumerateObject())
            {
                if (Targets(part.Value) is not { } targets) return null;
                switch (part.Name)
                {
                    case "set": set = targets; break;
                    case "connect": connect = targets; break;
                    case "disconnect": disconnect = targets; break;
                    default: return null;
                }
            }

            return new LinkChange(set, connect, disconnect);
        }

        return Targets(value) is { } whole ? new LinkChange(whole, [], []) : null;
    }

    public string? FaultFor(ContentAttribute attribute)
    {
        var many = attribute is RelationAttribute { IsMany: true } or MediaAttribute { Multiple: true };
        if (!many && (Set?.Count ?? 0) + Connect.Count > 1) return "takes one only";
        if (attribute is MediaAttribute && (Set ?? []).Concat(Connect).Concat(Disconnect).Any(t => t.Id is null)) return "takes numeric ids of files";
        return null;
    }

    private static List<LinkTarget>? Targets(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array) return LinkTarget.Read(value) is { } one ? [one] : null;
        var all = new List<LinkTarget>();
        foreach (var item in value.EnumerateArray())
        {
            if (LinkTarget.Read(item) is not { } target) return null;
            if (!all.Contains(target)) all.Add(target);
        }

        return all;
    }

    private static bool IsTarget(JsonElement value) => LinkTarget.Read(value) is not null;
}

/// <summary>One end of a link, by numeric id or by document id.</summary>
internal readonly record struct LinkTarget(long? Id, string? DocumentId)
{
    public static LinkTarget? Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out var id) && id > 0 => new LinkTarget(id, null),
        JsonValueKind.String when JsonText.TryGet(value, out var text) && text.Length > 0 => ReadText(text),
        JsonValueKind.Object when value.TryGetProperty("document_id", out var key) || value.TryGetProperty("documentId", out key) || value.TryGetProperty("id", out key) => key.ValueKind == JsonValueKind.Object ? null : Read(key),
        _ => null,
    };

    public override string ToString() => DocumentId ?? Id?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>Digits are a numeric id, everything else a document id.</summary>
    public static LinkTarget ReadText(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? new LinkTarget(id, null) : new LinkTarget(null, text);
}
