using System.Text.Json;
using System.Text.Json.Nodes;
using ContentHub.ContentTypes;
using ContentHub.Entries;

namespace ContentHub.Admin.Entries;

/// <summary>What somebody makes of an entry before saving: of every attribute the text that was saved and the text that stands in its control.</summary>
internal sealed class EntryForm
{
    private readonly Dictionary<string, string> _saved = [];
    private readonly Dictionary<string, string> _typed = [];

    private readonly ContentTypeCatalog? _catalog;

    /// <param name="view">With everything it points at; null for an entry that is not there yet.</param>
    /// <param name="catalog">Knows the components; null where the type has none.</param>
    public EntryForm(ContentType type, EntryView? view, ContentTypeCatalog? catalog = null)
    {
        _catalog = catalog;
        Type = type;
        View = view;
        BasedOn = view?.Entry.Version;
        foreach (var attribute in type.Attributes) _saved[attribute.Name] = _typed[attribute.Name] = new StoredTexts(view, catalog).Of(attribute);
    }

    public ContentType Type { get; }

    /// <summary>As it was last read or saved.</summary>
    public EntryView? View { get; private set; }

    /// <summary>The version the changes were made to; older than the view's when somebody else has saved since.</summary>
    public int? BasedOn { get; private set; }

    public bool IsChanged => Type.Attributes.Any(Changed);

    public string Text(ContentAttribute attribute) => _typed[attribute.Name];

    public void Set(ContentAttribute attribute, string text) => _typed[attribute.Name] = text;

    /// <summary>Whether saving would send it: another spelling of the same value is no change.</summary>
    public bool Changed(ContentAttribute attribute)
    {
        var (typed, saved) = (_typed[attribute.Name], _saved[attribute.Name]);
        if (typed == saved) return false;
        if (attribute is RelationAttribute or MediaAttribute) return !LinkedItem.Read(typed).Select(i => i.Id).SequenceEqual(LinkedItem.Read(saved).Select(i => i.Id));
        var values = new TypedValues(_catalog);
        return !JsonNode.DeepEquals(values.Read(attribute, typed), values.Read(attribute, saved)) || values.Errors.Count > 0;
    }

    /// <summary>The texts that are not saved, by attribute.</summary>
    public IReadOnlyDictionary<string, string> Unsaved => Type.Attributes.Where(Changed).ToDictionary(a => a.Name, Text);

    /// <summary>A text as the browser may keep it: passwords stay in memory.</summary>
    public string Keepable(ContentAttribute attribute) => attribute is ComponentAttribute or DynamicZoneAttribute ? EntryPart.Text(EntryPart.Read(Text(attribute)).Select(WithoutSecrets)) : Text(attribute);

    private EntryPart WithoutSecrets(EntryPart part) =>
        (_catalog?.ByName(part.Component)?.Attributes.OfType<PasswordAttribute>() ?? []).Aggregate(part, (without, secret) => without.With(secret, ""));

    /// <summary>What is wrong with a text as it stands, or null. Whether a value is required or taken is the server's to say.</summary>
    public string? Fault(ContentAttribute attribute) =>
        attribute is ScalarAttribute scalar && Changed(attribute) && AttributeText.Read(scalar, Text(attribute)).Problem is Problem.Invalid invalid ? invalid.Message : null;

    /// <summary>The changed values by attribute name, as the service takes them; or all texts that are no values.</summary>
    public Result<JsonElement> Data()
    {
        var values = new TypedValues(_catalog);
        var changed = Type.Attributes.Where(Changed).ToDictionary(a => a.Name, a => values.Read(a, Text(a), a.Name));
        return values.Errors.Count > 0 ? new Problem.Invalid(values.Errors) : JsonSerializer.SerializeToElement(changed);
    }

    /// <summary>Puts texts back that the browser kept. Those of attributes that are gone are left out.</summary>
    /// <param name="basedOn">The version they were typed over.</param>
    /// <returns>Whether anything is unsaved now.</returns>
    public bool Restore(IReadOnlyDictionary<string, string> texts, int? basedOn)
    {
        foreach (var attribute in Type.Attributes)
            if (texts.TryGetValue(attribute.Name, out var text)) _typed[attribute.Name] = text;
        if (IsChanged && View is not null) BasedOn = basedOn ?? BasedOn;
        return IsChanged;
    }

    /// <summary>Forgets what was typed.</summary>
    public void Discard()
    {
        foreach (var (name, text) in _saved) _typed[name] = text;
        BasedOn = View?.Entry.Version;
    }

    /// <summary>Goes on from another state of the entry and keeps what is typed.</summary>
    /// <param name="sent">Texts that have just been saved and count as typed no longer; null when somebody else saved.</param>
    /// <returns>The attributes whose saved value is another than before.</returns>
    public IReadOnlyList<ContentAttribute> Rebase(EntryView view, IReadOnlyDictionary<string, string>? sent = null)
    {
        var differ = new List<ContentAttribute>();
        foreach (var attribute in Type.Attributes)
        {
            var (name, before, now) = (attribute.Name, _saved[attribute.Name], new StoredTexts(view, _catalog).Of(attribute));
            var typed = sent?.GetValueOrDefault(name) is { } text ? _typed[name] != text : Changed(attribute);
            if (before != now) differ.Add(attribute);
            _saved[name] = now;
            if (!typed) _typed[name] = now;
        }

        (View, BasedOn) = (view, view.Entry.Version);
        return differ;
    }
}
