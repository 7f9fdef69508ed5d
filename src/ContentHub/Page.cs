namespace ContentHub;

/// <summary>One page of a list.</summary>
/// <param name="Items">In the order asked for.</param>
/// <param name="Number">1-based.</param>
/// <param name="Size">How many the page may hold.</param>
/// <param name="Total">How many there are in all.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, int Number, int Size, long Total)
{
    /// <summary>Number of pages; 0 when nothing matches.</summary>
    public int Count => (int)((Total + Size - 1) / Size);
}

/// <summary>Which page is wanted.</summary>
/// <param name="Number">1-based.</param>
/// <param name="Size">1 to <see cref="MaxSize"/>.</param>
public readonly record struct Paging(int Number, int Size)
{
    /// <summary>Items on a page unless asked otherwise.</summary>
    public const int DefaultSize = 25;

    /// <summary>The most items a page may hold.</summary>
    public const int MaxSize = 100;

    /// <summary>The first page of the usual size.</summary>
    public static Paging First => new(1, DefaultSize);

    /// <summary>Rows before the page.</summary>
    public int Skip => checked((Number - 1) * Size);
}
