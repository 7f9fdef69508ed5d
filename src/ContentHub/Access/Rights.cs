using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContentHub.Access;

/// <summary>A right to entries of a type.</summary>
/// <param name="Own">Only to those that the actor made.</param>
/// <param name="Fields">Keys of the attributes that may be read or written; null for all, also those to come.</param>
public sealed record EntryRight(bool Own = false, IReadOnlySet<long>? Fields = null)
{
    /// <summary>No limits.</summary>
    public static EntryRight Full { get; } = new();

    /// <summary>Whether it reaches the attribute.</summary>
    public bool Reaches(long attribute) => Fields?.Contains(attribute) != false;

    internal bool Covers(EntryRight other) => (!Own || other.Own) && (Fields is null || other.Fields?.IsSubsetOf(Fields) == true);

    internal EntryRight Within(EntryRight other) => new(Own || other.Own, Fields is null ? other.Fields : other.Fields is null ? Fields : Fields.Intersect(other.Fields).ToHashSet());
}

/// <summary>What a role or a token allows. Never changes: two instances are two sets of rights.</summary>
public sealed class Rights
{
    /// <summary>In place of a type's key: every type that has no rights of its own, also those to come.</summary>
    public const long EveryType = 0;

    private static readonly IReadOnlyDictionary<Permission, EntryRight> NoEntries = new Dictionary<Permission, EntryRight>();

    private readonly IReadOnlySet<Permission> _general;
    private readonly IReadOnlyDictionary<long, IReadOnlyDictionary<Permission, EntryRight>> _types;

    /// <param name="general">Permissions that are not of entries.</param>
    /// <param name="types">By the key of a type or <see cref="EveryType"/>: its permissions of entries.</param>
    public Rights(IEnumerable<Permission> general, IReadOnlyDictionary<long, IReadOnlyDictionary<Permission, EntryRight>> types)
    {
        _general = general.Where(p => !p.IsOfEntries()).ToHashSet();
        _types = types;
        IsEverything = _general.Count == Permissions.General.Count && types.Count == 1 && Permissions.OfEntries.All(p => On(EveryType, p) == EntryRight.Full);
    }

    /// <summary>Nothing.</summary>
    public static Rights None { get; } = new([], new Dictionary<long, IReadOnlyDictionary<Permission, EntryRight>>());

    /// <summary>Everything there is.</summary>
    public static Rights All { get; } = Everywhere(Enum.GetValues<Permission>());

    /// <summary>What a read-only token may do: published content, files, types.</summary>
    public static Rights ReadOnly { get; } = Everywhere([Permission.EntriesRead, Permission.MediaRead, Permission.TypesRead]);

    /// <summary>Whether nothing is forbidden.</summary>
    public bool IsEverything { get; }

    /// <summary>Permissions that are not of entries.</summary>
    public IReadOnlySet<Permission> General => _general;

    /// <summary>Permissions of entries by the key of the type or <see cref="EveryType"/>.</summary>
    public IReadOnlyDictionary<long, IReadOnlyDictionary<Permission, EntryRight>> Types => _types;

    /// <summary>Rights to all types alike.</summary>
    public static Rights Everywhere(IReadOnlyCollection<Permission> permissions) => new(
        permissions,
        new Dictionary<long, IReadOnlyDictionary<Permission, EntryRight>> { [EveryType] = permissions.Where(p => p.IsOfEntries()).ToDictionary(p => p, _ => EntryRight.Full) });

    /// <summary>Whether the permission is granted; of entries, for at least one type.</summary>
    public bool May(Permission permission) => permission.IsOfEntries() ? _types.Values.Any(t => t.ContainsKey(permission)) : _general.Contains(permission);

    /// <summary>The right to entries of a type; null for none.</summary>
    public EntryRight? On(long type, Permission permission) => Of(type).GetValueOrDefault(permission);

    /// <summary>Whether the permission holds for every type, so that one that is missing can be told from one that is forbidden.</summary>
    public bool MayOnEveryType(Permission permission) => On(EveryType, permission) is not null && _types.Values.All(t => t.ContainsKey(permission));

    /// <summary>Whether whoever has these rights may give the others away.</summary>
    public bool Covers(Rights other) =>
        other._general.IsSubsetOf(_general)
        && other._types.Keys.Union(_types.Keys).All(type => other.Of(type).All(right => On(type, right.Key)?.Covers(right.Value) == true));

    /// <summary>What both allow.</summary>
    public Rights Within(Rights other) => IsEverything ? other : other.IsEverything ? this : new Rights(
        _general.Intersect(other._general),
        _types.Keys.Union(other._types.Keys).ToDictionary(
            type => type,
            type => (IReadOnlyDictionary<Permission, EntryRight>)Of(type).Where(right => other.On(type, right.Key) is not null).ToDictionary(right => right.Key, right => right.Value.Within(other.On(type, right.Key)!))));

    /// <summary>For the audit log: types and attributes under their keys, which outlive their names.</summary>
    internal JsonElement Told() => JsonElement.Parse(ToJson());

    /// <summary>As the database keeps it.</summary>
    internal string ToJson() => JsonSerializer.Serialize(
        new Stored([.. _general.Order().Select(p => p.Name())], _types.ToDictionary(t => t.Key, t => t.Value.ToDictionary(r => r.Key.Name(), r => new StoredRight(r.Value.Own, r.Value.Fields?.Order().ToArray())))), JsonText.Stored);

    /// <summary>Reads what <see cref="ToJson"/> wrote; what has no meaning any more is left out.</summary>
    internal static Rights Parse(string json)
    {
        var stored = JsonSerializer.Deserialize<Stored>(json, JsonText.Stored)!;
        return new Rights(
            stored.General.Select(Permissions.Named).OfType<Permission>(),
            stored.Types.ToDictionary(
                t => t.Key,
                t => (IReadOnlyDictionary<Permission, EntryRight>)t.Value.Where(r => Permissions.Named(r.Key) is not null).ToDictionary(r => Permissions.Named(r.Key)!.Value, r => new EntryRight(r.Value.Own, r.Value.Fields?.ToHashSet()))));
    }

    // No row of its own: as every other type. An empty row: nothing.
    private IReadOnlyDictionary<Permission, EntryRight> Of(long type) => _types.GetValueOrDefault(type) ?? _types.GetValueOrDefault(EveryType) ?? NoEntries;

    private sealed record Stored(string[] General, Dictionary<long, Dictionary<string, StoredRight>> Types);

    private sealed record StoredRight(bool Own, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long[]? Fields);
}
