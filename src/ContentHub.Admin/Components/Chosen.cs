namespace ContentHub.Admin.Components;

/// <summary>Rows of a <see cref="DataTable{TItem}"/> that somebody chose, to do something to all of them. They stay while the table shows others.</summary>
/// <param name="key">Tells rows apart.</param>
/// <param name="name">What a row is called, for those who hear it.</param>
/// <param name="most">Beyond that no more can be chosen.</param>
public sealed class Chosen<TItem>(Func<TItem, object> key, Func<TItem, string> name, int most = int.MaxValue)
{
    private readonly OrderedDictionary<object, TItem> _items = [];

    /// <summary>In the order in which they were chosen.</summary>
    public IReadOnlyCollection<TItem> Items => _items.Values;

    /// <summary>Whether this one is.</summary>
    public bool Has(TItem item) => _items.ContainsKey(key(item));

    /// <summary>See the constructor.</summary>
    public string NameOf(TItem item) => name(item);

    /// <summary>Chooses it or does so no more.</summary>
    public void Set(TItem item, bool on)
    {
        if (!on) _items.Remove(key(item));
        else if (_items.Count < most) _items[key(item)] = item;
    }

    /// <summary>Takes the chosen ones among them as they are now.</summary>
    public void Refresh(IEnumerable<TItem> items)
    {
        foreach (var item in items.Where(Has)) _items[key(item)] = item;
    }

    /// <summary>Chooses none.</summary>
    public void Clear() => _items.Clear();
}
