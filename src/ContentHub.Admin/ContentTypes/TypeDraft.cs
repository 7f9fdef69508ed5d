using System.Text.Json;
using System.Text.Json.Nodes;
using ContentHub.ContentTypes;

namespace ContentHub.Admin.ContentTypes;

/// <summary>A type as it is edited; nothing of it is saved before the author says so.</summary>
public sealed class TypeDraft
{
    private readonly List<AttributeDraft> _saved = [];
    private int _key;

    private TypeDraft(ContentType? was) => Was = was;

    /// <summary>As it is saved; null for a new one.</summary>
    public ContentType? Was { get; }

    /// <summary>What it is; only of a new one a matter of choice.</summary>
    public ContentTypeKind Kind { get; set; }

    /// <summary>As people read it.</summary>
    public string? DisplayName { get; set; } = "";

    /// <summary>The singular in the API; of a component with its group.</summary>
    public string? Name { get; set; } = "";

    /// <summary>In the API; of components none.</summary>
    public string? Plural { get; set; } = "";

    /// <summary>Entries have drafts.</summary>
    public bool DraftAndPublish { get; set; }

    /// <summary>Texts are indexed.</summary>
    public bool Searchable { get; set; }

    /// <summary>In the author's order, those that will go among them.</summary>
    public List<AttributeDraft> Attributes { get; } = [];

    /// <summary>Without those that will go.</summary>
    public IEnumerable<AttributeDraft> Kept => Attributes.Where(a => !a.Removed);

    /// <summary>Whether it is a part of other types.</summary>
    public bool IsComponent => Kind == ContentTypeKind.Component;

    /// <summary>A new one.</summary>
    public static TypeDraft New(ContentTypeKind kind) => new(null) { Kind = kind, DraftAndPublish = kind != ContentTypeKind.Component };

    /// <summary>What is saved, to be changed.</summary>
    public static TypeDraft Of(ContentType type)
    {
        var draft = new TypeDraft(type)
        {
            Kind = type.Kind,
            DisplayName = type.DisplayName,
            Name = type.Name,
            Plural = type.Plural,
            DraftAndPublish = type.DraftAndPublish,
            Searchable = type.Searchable,
        };
        var json = type.ToJson().GetProperty("attributes");
        foreach (var attribute in type.Attributes) draft._saved.Add(AttributeDraft.Of(draft.NextKey(), attribute, json.GetProperty(attribute.Name)));
        draft.Attributes.AddRange(draft._saved);
        return draft;
    }

    /// <summary>For an attribute that joins.</summary>
    public int NextKey() => ++_key;

    /// <summary>Whether there is anything to save.</summary>
    public bool IsChanged => Was is null
        || (DisplayName, Name, Plural, DraftAndPublish, Searchable) != (Was.DisplayName, Was.Name, Was.Plural, Was.DraftAndPublish, Was.Searchable)
        || Attributes.Count != _saved.Count || Attributes.Zip(_saved).Any(pair => pair.First.Key != pair.Second.Key || !pair.First.IsLike(pair.Second));

    /// <summary>What became of an attribute since it was saved, in a word or two; null for nothing.</summary>
    public string? NewsOf(AttributeDraft attribute) => attribute switch
    {
        { Removed: true } => T("Will be removed"),
        { Was: null } => Was is null ? null : T("New"),
        { Was.Name: var old } when old != attribute.Name => T("Was {0}", old),
        _ => _saved.Find(s => s.Key == attribute.Key) is { } saved && !saved.IsLike(attribute) ? T("Changed") : null,
    };

    /// <summary>In the place of the one with its key, or at the end.</summary>
    public void Put(AttributeDraft attribute)
    {
        var at = Attributes.FindIndex(a => a.Key == attribute.Key);
        if (at < 0)
        {
            Attributes.Add(attribute);
            return;
        }

        var name = Attributes[at].Name;
        Attributes[at] = attribute;
        if (name == attribute.Name) return;
        // What is made from it goes on being made from it.
        for (var i = 0; i < Attributes.Count; i++)
            if (Attributes[i].Text("target_field") == name) Attributes[i] = Attributes[i].With("target_field", attribute.Name);
    }

    /// <summary>To another place; nothing happens where there is none.</summary>
    public void Move(int from, int to)
    {
        if (from < 0 || from >= Attributes.Count || to < 0 || to >= Attributes.Count) return;
        var moved = Attributes[from];
        Attributes.RemoveAt(from);
        Attributes.Insert(to, moved);
    }

    /// <summary>The form, with everything that the service says against it.</summary>
    public Result<ContentTypeForm> ToForm()
    {
        if (SameName() is { } clash) return clash;
        return ContentTypeForm.Read(ToJson(Kept)).Then(form => form with { Seen = Was?.Version });
    }

    /// <summary>What is wrong with one attribute beside the others.</summary>
    public IReadOnlyList<FieldError> FaultsOf(AttributeDraft attribute)
    {
        if (attribute.Name.Length == 0) return [new FieldError("name", T("name is required"))];
        var others = Kept.Where(a => a.Key != attribute.Key).ToArray();
        if (others.Any(a => a.Name == attribute.Name)) return [new FieldError("name", T("'{0}' is already the name of another attribute", attribute.Name))];
        var result = ContentTypeForm.Read(ToJson(others.DistinctBy(a => a.Name).Append(attribute)));
        return result.Problem is not Problem.Invalid invalid ? [] :
            [.. invalid.Errors.Where(e => e.Path is ["attributes", var name, ..] && name == attribute.Name).Select(e => e with { Path = e.Path.Count > 2 ? [.. e.Path.Skip(2)] : ["name"] })];
    }

    private Problem.Invalid? SameName() =>
        Kept.GroupBy(a => a.Name).FirstOrDefault(g => g.Count() > 1) is { } twice ? new Problem.Invalid(T("two attributes are called '{0}'", twice.Key), "attributes", twice.Key) : null;

    private JsonElement ToJson(IEnumerable<AttributeDraft> attributes)
    {
        var json = new JsonObject
        {
            ["name"] = Name?.Trim(),
            ["display_name"] = string.IsNullOrWhiteSpace(DisplayName) ? null : DisplayName.Trim(),
            ["kind"] = Kind.ToString().ToLowerInvariant(),
        };
        if (!IsComponent) (json["plural"], json["draft_and_publish"], json["searchable"]) = (string.IsNullOrWhiteSpace(Plural) ? null : Plural.Trim(), DraftAndPublish, Searchable);
        json["attributes"] = new JsonObject([.. attributes.Select(a => KeyValuePair.Create(a.Name, (JsonNode?)a.ToJson()))]);
        return JsonSerializer.SerializeToElement(json);
    }
}
