using System.Globalization;
using System.Text.Json;
using ContentHub.ContentTypes;

namespace ContentHub.Entries;

/// <summary>What shall become of the links of one attribute.</summary>
/// <param name="Set">The whole new list, or null to keep what is there.</param>
/// <param name="Connect">Added, each at its place.</param>
/// <param name="Disconnect">Taken away.</param>
internal sealed record LinkChange(IReadOnlyList<LinkTarget>? Set, IReadOnlyList<LinkToAdd> Connect, IReadOnlyList<LinkTarget> Disconnect)
{
    private const string Expected = "must be an id, a list of ids, or an object with set, or with connect and disconnect";

    private static readonly string[] Parts = ["set", "connect", "disconnect"];

    /// <summary>Nothing is linked and nothing changes.</summary>
    public static LinkChange None { get; } = new(null, [], []);

    /// <summary>Every target that is named, once.</summary>
    public IEnumerable<LinkTarget> Named => (Set ?? []).Concat(Connect.Select(c => c.Target)).Concat(Disconnect).Concat(Connect.Select(c => c.Place.Beside).OfType<LinkTarget>()).Distinct();

    /// <summary>Certainly nothing is linked afterwards.</summary>
    public bool EndsEmpty => Set is { Count: 0 } && Connect.Count == 0;

    /// <summary>The dialect's forms: an id, a document id, an object with either, a list of those, or set, or connect and disconnect. Null when it is none of them.</summary>
    public static LinkChange? Read(JsonElement value, out string fault)
    {
        fault = Expected;
        if (value.ValueKind == JsonValueKind.Null) return new LinkChange([], [], []);
        if (value.ValueKind != JsonValueKind.Object || LinkTarget.Read(value) is not null) return Targets(value) is { } whole ? new LinkChange(whole, [], []) : null;

        IReadOnlyList<LinkTarget>? set = null, disconnect = [];
        IReadOnlyList<LinkToAdd>? connect = [];
        foreach (var part in value.EnumerateObject())
        {
            var known = part.Name switch
            {
                "set" => (set = Targets(part.Value)) is not null,
                "connect" => (connect = ToAdd(part.Value)) is not null,
                "disconnect" => (disconnect = Targets(part.Value)) is not null,
                _ => false,
            };
            if (!known)
            {
                if (!Parts.Contains(part.Name) && !LinkToAdd.Keys.Contains(part.Name)) fault = $"{Expected}; {part.Name} is not known{Nearest.Hint(part.Name, Parts)}";
                else if (part.Name == "connect" && UnknownIn(part.Value) is { } unknown) fault = $"cannot connect with a key {unknown}: not known{Nearest.Hint(unknown, LinkToAdd.Keys)}";
                return null;
            }
        }

        return set is not null && connect!.Count + disconnect!.Count > 0 ? null : new LinkChange(set, connect!, disconnect!);
    }

    public string? FaultFor(ContentAttribute attribute)
    {
        var many = attribute is RelationAttribute { IsMany: true } or MediaAttribute { Multiple: true };
        if (!many && (Set?.Count ?? 0) + Connect.Count > 1) return "takes one only";
        if (attribute is MediaAttribute && Named.Any(t => t.Id is null)) return "takes numeric ids of files";
        return Connect.Select(c => c.Target).Distinct().Count() < Connect.Count ? "connects the same one twice" : null;
    }

    private static string? UnknownIn(JsonElement connect) =>
        (connect.ValueKind == JsonValueKind.Array ? [.. connect.EnumerateArray()] : new[] { connect }).Select(LinkToAdd.Unknown).FirstOrDefault(name => name is not null);

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

    private static List<LinkToAdd>? ToAdd(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array) return LinkToAdd.Read(value) is { } one ? [one] : null;
        var all = new List<LinkToAdd>();
        foreach (var item in value.EnumerateArray())
        {
            if (LinkToAdd.Read(item) is not { } target) return null;
            all.Add(target);
        }

        return all;
    }
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

/// <summary>A link that shall be added, and where among the others.</summary>
internal readonly record struct LinkToAdd(LinkTarget Target, LinkPlace Place)
{
    /// <summary>Keys of one as an object; the dialect's clients also say of which language and stage.</summary>
    public static readonly string[] Keys = ["id", "document_id", "documentId", "position", "locale", "status"];

    /// <summary>The first key that is nearly one of them; null when there is none. Others are no slip: whole entries are passed as they were read, and only what they are matters.</summary>
    public static string? Unknown(JsonElement value) => value.ValueKind != JsonValueKind.Object ? null : value.EnumerateObject().Select(p => p.Name).FirstOrDefault(name => !Keys.Contains(name) && Nearest.Hint(name, Keys).Length > 0);

    /// <summary>A target as everywhere, with an optional <c>position</c>: <c>{"before": …}</c>, <c>{"after": …}</c>, <c>{"start": true}</c> or <c>{"end": true}</c>.</summary>
    public static LinkToAdd? Read(JsonElement value)
    {
        if (LinkTarget.Read(value) is not { } target || Unknown(value) is not null) return null;
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("position", out var position)) return new LinkToAdd(target, LinkPlace.End);
        return LinkPlace.Read(position) is { } place ? new LinkToAdd(target, place) : null;
    }
}

/// <summary>A place in a list of links.</summary>
/// <param name="Beside">The one that it stands before or after; null for the start or the end of the list.</param>
internal readonly record struct LinkPlace(LinkTarget? Beside, bool Before)
{
    public static LinkPlace End => new(null, Before: false);

    public static LinkPlace? Read(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() != 1) return null;
        var part = value.EnumerateObject().Single();
        return part.Name switch
        {
            "start" when part.Value.ValueKind == JsonValueKind.True => new LinkPlace(null, Before: true),
            "end" when part.Value.ValueKind == JsonValueKind.True => End,
            "before" or "after" when LinkTarget.Read(part.Value) is { } beside => new LinkPlace(beside, part.Name == "before"),
            _ => null,
        };
    }
}
