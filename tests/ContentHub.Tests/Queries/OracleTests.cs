using ContentHub.Queries;
using ContentHub.Testing;

namespace ContentHub.Tests.Queries;

public sealed class OracleTests
{
    private const int Filters = 600;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Random_filters_find_what_they_mean_and_count_it_and_can_be_written_and_read_again(DatabaseKind kind)
    {
        await using var garden = await Garden.PlantAsync(kind, 60);
        var oracle = new Oracle(garden);
        var some = 0;
        for (var seed = 0; seed < Filters; seed++)
        {
            var filter = new RandomQueries(garden, new Random(seed)).Filter();
            var query = new ContentQuery { Filter = filter, Pagination = new Pagination(true, 0, 1000, true) };
            var text = QueryText.Of(query);

            var read = garden.Parse(text);
            if (read.Problem is { } dear && dear.Message.Contains("too much", StringComparison.Ordinal)) continue;
            Assert.True(read.Problem is null, $"{seed}: {Uri.UnescapeDataString(text)}: {read.Problem?.Message}");
            Assert.Equal(text, QueryText.Of(read.Value));

            var expected = garden.Plants.Where(p => oracle.Of(filter, p) == true).Select(p => p.Id).ToArray();
            var found = garden.Find(read.Value);
            Assert.True(expected.SequenceEqual(found), $"{seed}: {Uri.UnescapeDataString(text)}\n{ListSql.Page(garden.Dialect.Queries, garden.Type, read.Value).Text}\nexpected {string.Join(',', expected)}\nfound {string.Join(',', found)}");
            Assert.Equal(expected.Length, garden.Count(read.Value));
            if (expected.Length is > 0 and < 60) some++;
        }

        Assert.True(some > Filters / 3, $"Only {some} filters said anything.");
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Random_orders_are_kept_with_missing_values_at_the_small_end_and_ties_by_id(DatabaseKind kind)
    {
        await using var garden = await Garden.PlantAsync(kind, 60);
        var oracle = new Oracle(garden);
        for (var seed = 0; seed < 300; seed++)
        {
            var query = new RandomQueries(garden, new Random(seed)).Query();
            var expected = garden.Plants.Where(p => query.Filter is null || oracle.Of(query.Filter, p) == true).ToList();
            expected.Sort((a, b) => Compare(oracle, query.Sorts, a, b));

            var found = garden.Find(query);

            var text = Uri.UnescapeDataString(QueryText.Of(query));
            Assert.True(expected.Take(query.Pagination.Limit).Select(p => p.Id).SequenceEqual(found), $"{seed}: {text}\nexpected {string.Join(',', expected.Take(query.Pagination.Limit).Select(p => p.Id))}\nfound {string.Join(',', found)}");
            var read = garden.Parse(QueryText.Of(query));
            if (read.Problem is null) Assert.Equal(QueryText.Of(query), QueryText.Of(read.Value));
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_walk_in_the_order_of_an_index_finds_the_same_pages_or_gives_up(DatabaseKind kind)
    {
        await using var garden = await Garden.PlantAsync(kind, 60);
        var (whole, gaveUp) = (0, 0);
        for (var seed = 0; seed < 1200; seed++)
        {
            var random = new Random(seed);
            var query = new RandomQueries(garden, random).Query();
            query = query with { Sorts = [.. query.Sorts.Take(1)], Pagination = query.Pagination with { Start = random.Next(3), Limit = random.Next(1, 8) } };
            var expected = garden.Find(query);
            foreach (var most in (int[])[1000, 30, 10, 3])
            {
                if (garden.FindWalking(query, most) is not { } found) gaveUp++;
                else if (whole++ >= 0) Assert.True(expected.SequenceEqual(found), $"{seed}, {most}: {Uri.UnescapeDataString(QueryText.Of(query))}\nexpected {string.Join(',', expected)}\nfound {string.Join(',', found)}");
            }
        }

        Assert.True(whole > 300 && gaveUp > 300, $"{whole} walks found a page, {gaveUp} gave up.");
    }

    private static int Compare(Oracle oracle, IReadOnlyList<Sort> sorts, Plant a, Plant b)
    {
        foreach (var sort in sorts)
        {
            var (x, y) = (Key(oracle, sort, a), Key(oracle, sort, b));
            var order = x is null || y is null ? (x is null ? 0 : 1) - (y is null ? 0 : 1) : Oracle.Compare(x, y);
            if (order != 0) return sort.Descending ? -order : order;
        }

        return a.Id.CompareTo(b.Id);
    }

    private static object? Key(Oracle oracle, Sort sort, Plant plant)
    {
        var keys = (sort.Path.Count == 0 ? [plant] : oracle.Behind(sort.Path[0].Name, plant)).Select(t => oracle.Value(sort.Field.Name, t)).OfType<object>().ToList();
        keys.Sort(Oracle.Compare);
        return keys.Count == 0 ? null : sort.Descending ? keys[^1] : keys[0];
    }
}
