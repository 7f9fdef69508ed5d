using System.Text.Json;
using ContentHub.Access;
using ContentHub.Persistence;

namespace ContentHub.ContentTypes;

/// <summary>A change of a type that is looked at before it is made: every room says what it would mean for what it keeps.</summary>
/// <param name="Actor">Who asks; what the actor may not see is not shown.</param>
/// <param name="Catalog">The types as they are.</param>
/// <param name="Before">Null for a new type.</param>
/// <param name="After">As it would be; attributes that are new have negative keys.</param>
internal sealed record TypeForesight(Actor Actor, ContentHubDbContext Db, ContentTypeCatalog Catalog, ContentType? Before, ContentType After, CancellationToken Ct)
{
    private readonly List<PlannedFinding> _findings = [];
    private readonly List<TouchedThing> _touched = [];

    public PlannedCount Entries { get; set; }

    public string? Refusal { get; set; }

    /// <summary>Attributes that go.</summary>
    public IEnumerable<ContentAttribute> Removed => Before is null ? [] : Before.Attributes.Where(old => Now(old) is null);

    /// <summary>Former names of attributes that stay, and their new ones.</summary>
    public IReadOnlyDictionary<string, string> Renamed =>
        Before is null ? new Dictionary<string, string>() : Before.Attributes.Where(old => Now(old) is { } now && now.Name != old.Name).ToDictionary(old => old.Name, old => Now(old)!.Name);

    /// <summary>Types whose entries have the type's attributes in them.</summary>
    public IReadOnlyList<ContentType> Holders => Before is null ? [] : Catalog.HoldersOf(Before);

    public void Find(PlannedFinding finding) => _findings.Add(finding);

    /// <summary>Whether values of the attribute are already said to go.</summary>
    public bool Loses(string attribute) =>
        _findings.Any(f => f.Effect == PlannedEffect.Loses && (f.Attribute == attribute || f.Attribute.EndsWith("." + attribute, StringComparison.Ordinal)));

    /// <summary>Whether values that were good may not be any more, whatever they are.</summary>
    public static bool HasNewRules(ContentAttribute old, ContentAttribute now) =>
        now is not (PasswordAttribute or RelationAttribute) && Between(Text(old), Text(now)).Any(option => option.Path is not ("type" or "required" or "private" or "indexed" or "default"));

    /// <summary>Notes what else names the type.</summary>
    /// <param name="sees">Whether the actor may know its name.</param>
    public void Touch(bool sees, string kind, long id, string name, string message, bool breaks) =>
        _touched.Add(sees ? new TouchedThing(kind, id, name, message, breaks) : new TouchedThing(kind, null, $"a {kind.Replace('_', ' ')}", message, breaks));

    public TypePlan ToPlan() => new(
        Changes(), Entries, [.. _findings.OrderBy(f => f.Effect).ThenByDescending(f => f.Entries.Count)], [.. _touched.OrderByDescending(t => t.Breaks)], Refusal, Before?.Version ?? 0);

    private ContentAttribute? Now(ContentAttribute old) => After.Attributes.FirstOrDefault(a => a.Id == old.Id);

    private List<TypeEdit> Changes()
    {
        var changes = new List<TypeEdit>();
        if (Before is null) return [.. After.Attributes.Select(a => new TypeEdit(PlannedDeed.Added, a.Name, null, [], false))];
        if (Between(Head(Before), Head(After)) is { Count: > 0 } head) changes.Add(new TypeEdit(PlannedDeed.Changed, null, null, head, Before.Searchable != After.Searchable));
        changes.AddRange(Removed.Select(gone => new TypeEdit(PlannedDeed.Removed, gone.Name, null, [], gone is ScalarAttribute { IsIndexed: true })));
        foreach (var attribute in After.Attributes)
        {
            if (Before.Attributes.FirstOrDefault(a => a.Id == attribute.Id) is not { } old)
            {
                changes.Add(new TypeEdit(PlannedDeed.Added, attribute.Name, null, [], attribute is ScalarAttribute { IsIndexed: true }));
                continue;
            }

            var options = Between(Text(old), Text(attribute));
            var isRenamed = old.Name != attribute.Name;
            if (isRenamed || options.Count > 0)
                changes.Add(new TypeEdit(
                    isRenamed ? PlannedDeed.Renamed : PlannedDeed.Changed, attribute.Name, isRenamed ? old.Name : null, options,
                    (old, attribute) is (ScalarAttribute was, ScalarAttribute now) && (was.IsIndexed != now.IsIndexed || was.IsUnique != now.IsUnique)));
        }

        var stayed = After.Attributes.Select(a => a.Id).Where(id => Before.Attributes.Any(b => b.Id == id));
        if (!stayed.SequenceEqual(Before.Attributes.Select(a => a.Id).Where(id => After.Attributes.Any(b => b.Id == id)))) changes.Add(new TypeEdit(PlannedDeed.Reordered, null, null, [], false));
        return changes;
    }

    private static List<JsonChange> Between(JsonElement before, JsonElement after) => [.. before.EnumerateObject().Select(p => p.Name).Union(after.EnumerateObject().Select(p => p.Name))
        .Select(name => new JsonChange(name, Raw(before, name), Raw(after, name))).Where(c => c.Before != c.After)];

    private static string? Raw(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetRawText() : null;

    private static JsonElement Head(ContentType type) =>
        JsonSerializer.SerializeToElement(new { type.Name, type.Plural, type.DisplayName, type.DraftAndPublish, type.Searchable }, HeadOptions);

    private static readonly JsonSerializerOptions HeadOptions = new(ContentTypeJson.Options) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.Never };

    private static JsonElement Text(ContentAttribute attribute)
    {
        var text = JsonSerializer.SerializeToNode(attribute, ContentTypeJson.Options)!.AsObject();
        text.Remove("id");
        text.Remove("name");
        return JsonSerializer.SerializeToElement(text);
    }
}
