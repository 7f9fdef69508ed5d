using System.Globalization;

namespace ContentHub.Queries;

/// <summary>A piece of a query string once its brackets are read: a text, or named parts in the order in which they came.</summary>
internal abstract record QueryNode
{
    private QueryNode() { }

    /// <param name="Value">Null where there was a key without <c>=</c>, which the dialect reads as null.</param>
    public sealed record Text(string? Value) : QueryNode;

    /// <summary>Brackets. Lists are parts under numbers: the dialect stops calling them lists at 100, here they stay what they are.</summary>
    public sealed record Parts : QueryNode
    {
        private readonly List<KeyValuePair<string, QueryNode>> _items = [];
        private readonly Dictionary<string, int> _places = [];
        private int _next;

        public IReadOnlyList<KeyValuePair<string, QueryNode>> Items => _items;

        /// <summary>Every key is a number; so is that of no part at all.</summary>
        public bool IsList => _items.All(i => TryIndex(i.Key, out _));

        /// <summary>The parts of a list in the order of their numbers.</summary>
        public IEnumerable<QueryNode> InOrder => _items.OrderBy(i => TryIndex(i.Key, out var index) ? index : int.MaxValue).Select(i => i.Value);

        public QueryNode? this[string key] => _places.TryGetValue(key, out var at) ? _items[at].Value : null;

        public void Set(string key, QueryNode value)
        {
            if (TryIndex(key, out var index)) _next = Math.Max(_next, index + 1);
            if (_places.TryGetValue(key, out var at))
            {
                _items[at] = new(key, value);
                return;
            }

            _places.Add(key, _items.Count);
            _items.Add(new(key, value));
        }

        public void Append(QueryNode value) => Set(_next.ToString(CultureInfo.InvariantCulture), value);

        private static bool TryIndex(string key, out int index)
        {
            index = 0;
            return key.Length is > 0 and <= 9 && int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out index);
        }
    }

    /// <summary>The node itself, or the parts of a list.</summary>
    public IEnumerable<QueryNode> Each => this is Parts { IsList: true } list ? list.InOrder : [this];
}
