using System.Text.Json;
using ContentHub.ContentTypes;
using ContentHub.Entries;

namespace ContentHub.Admin.Entries;

/// <summary>What somebody makes of an entry before saving: of every attribute the text that was saved and the text that stands in its control.</summary>
internal sealed class EntryForm
{
    private readonly Dictionary<string, string> _saved = [];
    private readonly Dictionary<string, string> _typed = [];
    private readonly List<FieldConflict> _conflicts = [];
    private readonly List<string> _unplaced = [];
    private readonly ContentTypeCatalog? _catalog;
    private readonly TextMerge _merge;

    /// <param name="view">With everything it points at; null for an entry that is not there yet.</param>
    /// <param name="catalog">Knows the components; null where the type has none.</param>
    public EntryForm(ContentType type, EntryView? view, ContentTypeCatalog? catalog = null)
    {
        (_catalog, _merge) = (catalog, new TextMerge(catalog));
        Type = type;
        View = view;
        BasedOn = view?.Entry.Version;
        foreach (var attribute in type.Attributes) _saved[attribute.Name] = _typed[attribute.Name] = new StoredTexts(view, catalog).Of(attribute);
    }

    public ContentType Type { get; }

    /// <summary>As it was last read or saved.</summary>
    public EntryView? View { get; private set; }

    /// <summary>The version the changes are made to.</summary>
    public int? BasedOn { get; private set; }

    public bool IsChanged => Type.Attributes.Any(Changed);

    public string Text(ContentAttribute attribute) => _typed[attribute.Name];

    public void Set(ContentAttribute attribute, string text) => _typed[attribute.Name] = text;

    /// <summary>Whether saving would send it: another spelling of the same value is no change.</summary>
    public bool Changed(ContentAttribute attribute) => !_merge.AreSame(attribute, _typed[attribute.Name], _saved[attribute.Name]);

    /// <summary>Fields that somebody else changed, too, with what was chosen so far.</summary>
    public IReadOnlyList<FieldConflict> Conflicts => _conflicts;

    /// <summary>Texts that the browser kept of components that are not there any more: nobody but a person can tell where they belong.</summary>
    public IReadOnlyList<string> Unplaced => _unplaced;

    /// <summary>What was saved last.</summary>
    public string Saved(ContentAttribute attribute) => _saved[attribute.Name];

    /// <summary>The texts that are not saved, by attribute.</summary>
    public IReadOnlyDictionary<string, string> Unsaved => Type.Attributes.Where(Changed).ToDictionary(a => a.Name, Text);

    /// <summary>A text as the browser may keep it: passwords stay in memory.</summary>
    public string Keepable(ContentAttribute attribute) => attribute is ComponentAttribute or DynamicZoneAttribute ? EntryPart.Text(EntryPart.Read(Text(attribute)).Select(WithoutSecrets)) : Text(attribute);

    private EntryPart WithoutSecrets(EntryPart part) => (_catalog?.ByName(part.Component)?.Attributes ?? []).Aggregate(part, (without, attribute) => attribute switch
    {
        PasswordAttribute => without.With(attribute, ""),
        ComponentAttribute or DynamicZoneAttribute => without.With(attribute, EntryPart.Text(EntryPart.Read(without.TextOf(attribute)).Select(WithoutSecrets))),
        _ => without,
    });

    /// <summary>What is wrong with a text as it stands, or null. Whether a value is required or taken is the server's to say.</summary>
    public string? Fault(ContentAttribute attribute) =>
        attribute is ScalarAttribute scalar && Changed(attribute) && AttributeText.Read(scalar, Text(attribute)).Problem is Problem.Invalid invalid ? invalid.Message : null;

    /// <summary>The changed values by attribute name, as the service takes them; or all texts that are no values, and conflicts without a choice.</summary>
    public Result<JsonElement> Data()
    {
        var values = new TypedValues(_catalog);
        values.Errors.AddRange(_conflicts.Where(c => c.TakesTheirs is null).Select(c => new FieldError(c.Attribute.Name, T("Somebody else has changed it, too: choose above which one stays."))));
        var changed = Type.Attributes.Where(Changed).ToDictionary(a => a.Name, a => values.Read(a, Text(a), a.Name));
        return values.Errors.Count > 0 ? new Problem.Invalid(values.Errors) : JsonSerializer.SerializeToElement(changed);
    }

    /// <summary>Puts texts back that the browser kept, merged with what was saved since. Those of attributes that are gone are left out.</summary>
    /// <returns>Whether anything is unsaved now, or in <see cref="Unplaced"/>.</returns>
    public bool Restore(Draft draft)
    {
        foreach (var attribute in Type.Attributes)
        {
            var (name, saved) = (attribute.Name, _saved[attribute.Name]);
            var before = draft.Bases?.TryGetValue(name, out var known) == true ? known : draft.BasedOn == View?.Entry.Version ? saved : null;
            if (Kept(attribute, before, draft.Texts) is not { } kept) continue;
            _typed[name] = Merged(attribute, before, saved, kept);
        }

        return IsChanged || _conflicts.Count > 0 || _unplaced.Count > 0;
    }

    /// <summary>The text of a field as the browser has it; of components also what was typed after the server heard of them last.</summary>
    /// <param name="before">What it was typed over; null when nobody knows, then a person is asked about what comes of it.</param>
    private string? Kept(ContentAttribute attribute, string? before, IReadOnlyDictionary<string, string> texts)
    {
        var whole = texts.GetValueOrDefault(attribute.Name);
        if (attribute is not (ComponentAttribute or DynamicZoneAttribute) || EntryPart.Inside(texts, attribute.Name) is not { Count: > 0 } inside) return whole;
        var parts = EntryPart.WithKept(EntryPart.Read(whole ?? before ?? _saved[attribute.Name]), attribute is not ComponentAttribute { Repeatable: false }, inside, _catalog);
        _unplaced.AddRange(inside.Values.Where(text => text.Length > 0));
        return EntryPart.Text(parts);
    }

    /// <summary>All that is not saved, as the browser keeps it.</summary>
    public Draft ToDraft(DateTimeOffset at)
    {
        var open = _conflicts.Where(c => c.TakesTheirs is null).ToDictionary(c => c.Attribute.Name, c => c.Before);
        var kept = Type.Attributes.Where(a => a is not PasswordAttribute && (Changed(a) || open.ContainsKey(a.Name))).ToArray();
        return new Draft(at.ToUnixTimeMilliseconds(), BasedOn, kept.ToDictionary(a => a.Name, Keepable), kept.ToDictionary(a => a.Name, a => open.TryGetValue(a.Name, out var before) ? before : Saved(a)));
    }

    /// <summary>Forgets what was typed.</summary>
    public void Discard()
    {
        foreach (var (name, text) in _saved) _typed[name] = text;
        _conflicts.Clear();
        _unplaced.Clear();
    }

    /// <summary>Goes on from what was just saved.</summary>
    /// <param name="sent">The texts that were; what was typed since stays typed.</param>
    public void Saved(EntryView view, IReadOnlyDictionary<string, string> sent)
    {
        foreach (var attribute in Type.Attributes)
        {
            var (name, now) = (attribute.Name, new StoredTexts(view, _catalog).Of(attribute));
            var typed = sent.GetValueOrDefault(name) is { } text ? _typed[name] != text : Changed(attribute);
            if (attribute is ComponentAttribute or DynamicZoneAttribute) now = EntryPart.WithKeysOf(now, sent.GetValueOrDefault(name) ?? _typed[name], _catalog);
            _saved[name] = now;
            // The same in another spelling stays as it was typed: who types on must not find it changed.
            if (!typed && !_merge.AreSame(attribute, now, _typed[name])) _typed[name] = now;
        }

        _conflicts.Clear();
        _unplaced.Clear();
        (View, BasedOn) = (view, view.Entry.Version);
    }

    /// <summary>Goes on from another state of the entry: takes what only others changed, keeps what only was typed here, and asks about the rest.</summary>
    /// <returns>The attributes whose new value was taken.</returns>
    public IReadOnlyList<ContentAttribute> Rebase(EntryView view)
    {
        var asked = _conflicts.Where(c => c.TakesTheirs is null).ToDictionary(c => c.Attribute.Name, c => c.Before);
        _conflicts.Clear();
        var taken = new List<ContentAttribute>();
        foreach (var attribute in Type.Attributes)
        {
            var (name, typed, now) = (attribute.Name, _typed[attribute.Name], new StoredTexts(view, _catalog).Of(attribute));
            _typed[name] = Merged(attribute, asked.TryGetValue(name, out var before) ? before : _saved[name], now, typed);
            _saved[name] = now;
            if (!_merge.AreSame(attribute, _typed[name], typed)) taken.Add(attribute);
        }

        (View, BasedOn) = (view, view.Entry.Version);
        return taken;
    }

    /// <summary>Settles a conflict; the choice may be changed until it is saved.</summary>
    public void Choose(FieldConflict conflict, bool theirs)
    {
        var at = _conflicts.FindIndex(c => c.Attribute == conflict.Attribute);
        // What was typed since is mine, too.
        var mine = _conflicts[at].TakesTheirs == true ? conflict.Mine : _typed[conflict.Attribute.Name];
        _conflicts[at] = conflict with { Mine = mine, TakesTheirs = theirs };
        _typed[conflict.Attribute.Name] = theirs ? conflict.Theirs : mine;
    }

    private string Merged(ContentAttribute attribute, string? before, string theirs, string mine)
    {
        if (_merge.Merge(attribute, before, theirs, mine) is { } merged) return merged;
        _conflicts.Add(new FieldConflict(attribute, before, theirs, mine));
        return mine;
    }
}
