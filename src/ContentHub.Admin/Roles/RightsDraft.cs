using ContentHub.Access;

namespace ContentHub.Admin.Roles;

/// <summary>Rights while somebody chooses them. A type without a row of its own follows the row of all other types.</summary>
/// <param name="rights">To begin with.</param>
/// <param name="most">What whoever chooses may do: nobody gives more.</param>
public sealed class RightsDraft(Rights rights, Rights most)
{
    private static readonly EntryRight OwnOnly = new(Own: true);

    private readonly HashSet<Permission> _general = [.. rights.General];
    private readonly Dictionary<long, Dictionary<Permission, EntryRight>> _rows = rights.Types.ToDictionary(row => row.Key, row => row.Value.ToDictionary());

    /// <summary>As they stand.</summary>
    public Rights Rights => new(_general, _rows.ToDictionary(row => row.Key, row => (IReadOnlyDictionary<Permission, EntryRight>)row.Value.ToDictionary()));

    /// <summary>Whether whoever chooses may give all of it.</summary>
    public bool IsGivable => most.Covers(Rights);

    /// <summary>Whether a right that is not to entries is among them.</summary>
    public bool Has(Permission general) => _general.Contains(general);

    /// <summary>Whether whoever chooses has it.</summary>
    public bool MayGive(Permission general) => most.May(general);

    /// <summary>Gives it or takes it away.</summary>
    public void Set(Permission general, bool on) => _ = on ? _general.Add(general) : _general.Remove(general);

    /// <summary>Whether the type has rights of its own.</summary>
    public bool HasRow(long type) => _rows.ContainsKey(type);

    /// <summary>The right to entries of the type; null for none.</summary>
    public EntryRight? On(long type, Permission permission) => (_rows.GetValueOrDefault(type) ?? _rows.GetValueOrDefault(Rights.EveryType))?.GetValueOrDefault(permission);

    /// <summary>Whether whoever chooses may give it.</summary>
    public bool MayGive(long type, Permission permission, EntryRight right)
    {
        // Types with a row of their own do not follow the first one, so it is not given for them.
        var rows = type == Rights.EveryType ? _rows.Keys.Where(key => key != type).ToDictionary(key => key, _ => Row(null, permission)) : [];
        rows[type] = Row(right, permission);
        return most.Covers(new Rights([], rows));
    }

    /// <summary>The most that whoever chooses may give; null for nothing.</summary>
    public EntryRight? Most(long type, Permission permission) =>
        new[] { EntryRight.Full, type == Rights.EveryType ? null : most.On(type, permission), permission == Permission.EntriesCreate ? null : OwnOnly }.FirstOrDefault(right => right is not null && MayGive(type, permission, right));

    /// <summary>Gives the right or, with null, takes it away. A type that followed the others goes its own way from then on.</summary>
    public void Set(long type, Permission permission, EntryRight? right)
    {
        if (!_rows.TryGetValue(type, out var row)) _rows[type] = row = Permissions.OfEntries.Where(p => On(type, p) is not null).ToDictionary(p => p, p => On(type, p)!);
        if (right is null) row.Remove(permission);
        else row[permission] = right;
    }

    /// <summary>Gives the most of these rights to entries of the type, or takes them all away.</summary>
    public void SetRow(long type, IEnumerable<Permission> permissions, bool on)
    {
        foreach (var permission in permissions) Set(type, permission, on ? Most(type, permission) : null);
    }

    /// <summary>The same with one right for every row that is not like the others.</summary>
    public void SetColumn(Permission permission, bool on)
    {
        foreach (var type in _rows.Keys.Append(Rights.EveryType).Distinct().ToArray()) Set(type, permission, on ? Most(type, permission) : null);
    }

    /// <summary>Makes the type follow the row of all other types again.</summary>
    public void Follow(long type) => _rows.Remove(type);

    private static IReadOnlyDictionary<Permission, EntryRight> Row(EntryRight? right, Permission permission) =>
        right is null ? new Dictionary<Permission, EntryRight>() : new Dictionary<Permission, EntryRight> { [permission] = right };
}
