using System.Text.Json;
using ContentHub.ContentTypes;
using ContentHub.Media;

namespace ContentHub.Entries;

/// <summary>What a caller wants to put into an entry.</summary>
/// <param name="Data">Values by attribute name; attributes left out stay as they are.</param>
public sealed record EntrySave(JsonElement Data)
{
    /// <summary>Staged files by media attribute; a refusal discards them. Null for none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<StagedFile>>? Files { get; init; }

    /// <summary>The caller saw one of these; null to overwrite whatever is there.</summary>
    public IReadOnlyList<EntryVersion>? Expected { get; init; }

    /// <summary>Leave what is published as it is. Without meaning for types that have no drafts.</summary>
    public bool AsDraft { get; init; }

    /// <summary>What the caller wants to see of the result.</summary>
    public EntryQuery Answer { get; init; } = EntryQuery.Plain;

    /// <summary>Language.</summary>
    public string Locale { get; init; } = Locales.Default;
}

/// <summary>One version of one entry.</summary>
public readonly record struct EntryVersion(Id<Entry> Entry, int Number);
