using System.Globalization;
using ContentHub.Access;
using ContentHub.Admin.Components;
using ContentHub.ContentTypes;
using ContentHub.Entries;

namespace ContentHub.Admin.Entries;

/// <summary>How what is public stands to what is edited.</summary>
public enum PublicState
{
    /// <summary>Nothing is public.</summary>
    Draft,

    /// <summary>What is edited is public.</summary>
    Published,

    /// <summary>Something is public, and the draft has gone on.</summary>
    Modified,
}

/// <summary>Finds it out.</summary>
internal static class PublicStates
{
    /// <summary>Of one entry of a type with drafts.</summary>
    public static async Task<PublicState> OfAsync(EntryFinder finder, Actor actor, EntryView draft, CancellationToken ct)
    {
        var published = draft.Type.Kind == ContentTypeKind.Single
            ? await finder.GetSingleAsync(actor, draft.Type.Name, EntryQuery.Plain, ct)
            : await finder.GetAsync(actor, draft.Type.Plural, draft.Entry.DocumentId, EntryQuery.Plain, ct);
        return Of(draft, published.Problem is null ? published.Value.Entry.Version : null);
    }

    /// <summary>Of a page of entries of a type with drafts, in one query.</summary>
    public static async Task<IReadOnlyDictionary<Id<Entry>, PublicState>> OfAsync(EntryFinder finder, Actor actor, IReadOnlyList<EntryView> drafts, CancellationToken ct)
    {
        if (drafts.Count == 0) return new Dictionary<Id<Entry>, PublicState>();
        var wanted = string.Concat(drafts.Select((d, i) => string.Create(CultureInfo.InvariantCulture, $"&filters[id][$in][{i}]={d.Entry.Id}")));
        var published = await finder.ListAsync(actor, drafts[0].Type.Plural, EntryQuery.Of($"?pagination[withCount]=false&pagination[pageSize]={drafts.Count}{wanted}"), ct);
        var versions = published.Problem is null ? published.Value.Items.ToDictionary(v => v.Entry.Id, v => (int?)v.Entry.Version) : [];
        return drafts.ToDictionary(d => d.Entry.Id, d => Of(d, versions.GetValueOrDefault(d.Entry.Id)));
    }

    /// <summary>Its name.</summary>
    public static string Text(this PublicState state) => state switch { PublicState.Published => T("Published"), PublicState.Modified => T("Modified"), _ => T("Draft") };

    /// <summary>Its colour.</summary>
    public static Tone Tone(this PublicState state) => state switch { PublicState.Published => Components.Tone.Success, PublicState.Modified => Components.Tone.Info, _ => Components.Tone.Neutral };

    // A published row has the version of the draft that it was made of.
    private static PublicState Of(EntryView draft, int? published) => published is not { } version ? PublicState.Draft : version == draft.Entry.Version ? PublicState.Published : PublicState.Modified;
}
