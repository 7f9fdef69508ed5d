using System.Data.Common;
using System.Globalization;
using ContentHub.ContentTypes;
using ContentHub.Persistence;

namespace ContentHub.Queries;

/// <summary>Reads a page of a list by the shorter of two ways: all entries that fit, sorted; or, where they are many, one by one in the order of an index until the page is full.</summary>
/// <remarks>Of n entries m fit. Sorting costs as m does; a walk to the end of a page looks at about n · end / m entries, each for a fraction of the price. So it pays from m = √(n · end / price)
/// on, if the entries that fit lie anywhere in the order. They may all lie at its end: therefore a walk gives up after a few times as many as expected, and what it
/// cost is never more than a few times what sorting costs.</remarks>
internal static class PageReader
{
    // All of so few are sorted before anything is weighed.
    private const int Few = 1000;

    // How many times further a walk may go than it is expected to.
    private const int Patience = 4;

    /// <param name="total">How many there are in all, where it is known.</param>
    public static List<T> Read<T>(ContentHubDbContext db, IQueryDialect dialect, ContentType type, ContentQuery query, bool newestFirst, long? total, Func<DbDataReader, T> read)
    {
        if (dialect.JoinInOrder is not null && type.Sight.OwnerAt(SqlText.StageOf(type, query.Stage)) is null && ListSql.PriceOfHit(type, query) is { } price && Walk.Of(query, newestFirst) is { } walk)
        {
            var n = Span(db, dialect, type, query);
            var steps = (double)n * ((long)query.Pagination.Start + query.Pagination.Limit);
            var many = (long)Math.Sqrt(steps / price);
            if (n >= Few && many < n && (total ?? Number(db, ListSql.Hits(dialect, type, query, many, n))) is var m && m >= many
                && Walked(db, dialect, type, query, newestFirst, walk, (long)(steps / m * Patience), total, read) is { } page) return page;
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
        var seen = string.Create(CultureInfo.InvariantCulture, $"entries WHERE type_id = {type.Id} AND locale = {sql.Locale(query.Locale)} AND stage = {sql.StageOf(type)}");
        return Number(db, new SqlStatement($"SELECT COALESCE((SELECT MAX(id) FROM {seen}) - (SELECT MIN(id) FROM {seen}), 0)", sql.Parameters));
    }

    private static long Number(ContentHubDbContext db, SqlStatement sql) => db.Rows(sql.Text, sql.Parameters, static row => row.GetInt64(0))[0];
}
