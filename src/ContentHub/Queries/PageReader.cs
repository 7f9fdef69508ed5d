using System.Data.Common;
using ContentHub.ContentTypes;
using ContentHub.Persistence;

namespace ContentHub.Queries;

/// <summary>Reads a page of a list by the shorter of two ways: all entries that fit, sorted; or, where they are many, one by one in the order of an index until the page is full.</summary>
/// <remarks>Of n entries m fit. Sorting costs as m does. A walk to the end of a page looks at about n · end / m, each for about half the price. So it pays from m = √(n · end / 2) on, if
/// the entries that fit lie anywhere in the order; as they may all lie at its end, a walk gives up after a few times what sorting so many would have cost.</remarks>
internal static class PageReader
{
    // All of so few are sorted before anything is weighed.
    private const int Few = 1000;

    // How many times further a walk may go than to the point from which on it pays: twice as far as it then expects, and twice that for bad luck.
    private const int Patience = 8;

    /// <param name="total">How many there are in all, where it is known.</param>
    public static List<T> Read<T>(ContentHubDbContext db, IQueryDialect dialect, ContentType type, ContentQuery query, bool newestFirst, long? total, Func<DbDataReader, T> read)
    {
        if (dialect.JoinInOrder is not null && Walk.Of(query, newestFirst) is { } walk && ListSql.Hits(dialect, type, query, 1) is not null)
        {
            var n = Span(db, dialect, type, query);
            var many = (long)Math.Sqrt(n / 2.0 * ((long)query.Pagination.Start + query.Pagination.Limit));
            if (n >= Few && many < n && (total ?? Number(db, ListSql.Hits(dialect, type, query, many)!)) >= many && Walked(db, dialect, type, query, newestFirst, walk, many * Patience, total, read) is { } page) return page;
        }

        var sql = ListSql.Page(dialect, type, query, newestFirst);
        return db.Rows(sql.Text, sql.Parameters, read);
    }

    /// <summary>The page, if a walk past so many entries finds all of it; else null.</summary>
    public static List<T>? Walked<T>(ContentHubDbContext db, IQueryDialect dialect, ContentType type, ContentQuery query, bool newestFirst, Walk walk, long most, long? total, Func<DbDataReader, T> read)
    {
        var sql = ListSql.Page(dialect, type, query, newestFirst, walk, most);
        var rows = db.Rows(sql.Text, sql.Parameters, row => (Item: read(row), Key: walk.BreaksTies ? row.GetValue(row.FieldCount - 1) : null));
        if (rows.Count < Math.Min(query.Pagination.Limit, total - query.Pagination.Start ?? long.MaxValue)) return null;
        // The walk may have stopped among entries with the last value of the page; the one with the least id may be one that it did not meet.
        if (walk.BreaksTies && rows.Count > 0 && (rows[^1].Key is not { } last || last is DBNull || Number(db, walk.Met(dialect, type, query, last, most + 1)) > most)) return null;
        return rows.ConvertAll(r => r.Item);
    }

    /// <summary>A little more than there are of the type, at no cost: between the first and the last others may have taken ids.</summary>
    private static long Span(ContentHubDbContext db, IQueryDialect dialect, ContentType type, ContentQuery query)
    {
        var sql = new SqlText(dialect, query.Stage);
        var seen = $"entries WHERE type_id = {type.Id} AND locale = {sql.Locale(query.Locale)} AND stage = {sql.StageOf(type).ToString(System.Globalization.CultureInfo.InvariantCulture)}";
        return Number(db, new SqlStatement($"SELECT COALESCE((SELECT MAX(id) FROM {seen}) - (SELECT MIN(id) FROM {seen}), 0)", sql.Parameters));
    }

    private static long Number(ContentHubDbContext db, SqlStatement sql) => db.Rows(sql.Text, sql.Parameters, static row => row.GetInt64(0))[0];
}
