using ContentHub.ContentTypes;
using ContentHub.Http;
using ContentHub.Persistence;
using ContentHub.Queries;
using ContentHub.Testing;

namespace ContentHub.Tests.Queries;

/// <summary>Which way the databases go; a query that is right but reads a whole type would pass every other test.</summary>
/// <remarks>With 10,000 entries; <c>CONTENTHUB_PLAN_ENTRIES=1000000</c> fills in a million (some minutes).</remarks>
public sealed class PlanTests
{
    private static readonly int Entries = int.TryParse(Environment.GetEnvironmentVariable("CONTENTHUB_PLAN_ENTRIES"), out var wanted) ? wanted : 10_000;

    [Theory]
    [OnSqlite("filters[name]=name%2077", "index_texts")]
    [OnPostgreSql("filters[name]=name%2077", "index_texts")]
    [OnSqlite("filters[name][$startsWith]=name%20777", "index_texts")]
    [OnPostgreSql("filters[name][$startsWith]=name%20777", "index_texts")]
    [OnSqlite("sort=name", "index_texts")]
    [OnPostgreSql("sort=name", "index_texts")]
    [OnSqlite("sort=name:desc", "index_texts")]
    [OnPostgreSql("sort=name:desc", "index_texts")]
    [OnSqlite("filters[weight][$lt]=10", "index_numbers")]
    [OnPostgreSql("filters[weight][$lt]=10", "index_numbers")]
    public async Task A_filter_and_an_order_by_an_indexed_attribute_go_by_its_index(DatabaseKind kind, string text, string table)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var type = await product.TypeAsync("""{"name":"crate","attributes":{"name":{"type":"string","indexed":true},"weight":{"type":"integer","indexed":true},"note":{"type":"string"}}}""");
        await FillAsync(product, type);
        var query = ContentQuery.Parse(text, new TypeShape(type, product.Database.Read(db => product.Types.Catalog(db))), new ApiOptions(), ContentQuery.OfLists).Value;

        var page = Plan(product, kind, ListSql.Page(product.Get<ISqlDialect>().Queries, type, query));
        var count = Plan(product, kind, ListSql.Count(product.Get<ISqlDialect>().Queries, type, query));

        Assert.Contains($"IX_{table}_", page, StringComparison.OrdinalIgnoreCase);
        if (kind == DatabaseKind.Sqlite) Assert.DoesNotContain("SCAN i0", page, StringComparison.Ordinal);
        else Assert.DoesNotContain($"Seq Scan on {table}", page, StringComparison.Ordinal);
        // The count needs no entries.
        if (text.StartsWith("filters", StringComparison.Ordinal)) Assert.DoesNotContain("entries", count, StringComparison.Ordinal);
    }

    [Theory]
    [OnSqlite("filters[kind]=kind%203&sort=weight:desc", "index_numbers", "LAST TERM")]
    [OnSqlite("filters[kind]=kind%203&sort=weight", "index_numbers", null)]
    [OnSqlite("filters[kind]=kind%203&sort=createdAt:desc", "entries", "LAST TERM")]
    [OnSqlite("filters[kind][$in][0]=kind%203&filters[kind][$in][1]=kind%204", "entries", null)]
    [OnSqlite("_q=note", "entries", null)]
    [OnSqlite("filters[note][$containsi]=NOTE", "entries", null)]
    public async Task A_walk_goes_by_the_index_of_the_order_and_sorts_no_more_than_ties(DatabaseKind kind, string text, string table, string? sorted)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var (type, query) = await CratesAsync(product, text);

        var plan = Plan(product, kind, ListSql.Page(product.Get<ISqlDialect>().Queries, type, query, walk: Walk.Of(query, newestFirst: false), most: 1000)).Split('\n');

        // The order is read from its index first, then everything else is looked up by entry.
        Assert.Contains($"USING COVERING INDEX IX_{table}_", plan.First(p => p.StartsWith("SEARCH", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.All(plan.Where(p => p.StartsWith("SEARCH", StringComparison.Ordinal)).Skip(1), p => Assert.Matches(@"[( ](entry_id|id)=\?", p));
        Assert.Equal(sorted is null ? [] : [$"USE TEMP B-TREE FOR {sorted} OF ORDER BY"], plan.Where(p => p.StartsWith("USE TEMP", StringComparison.Ordinal)));
    }

    [Theory]
    [OnSqlite("filters[kind]=kind%203&sort=weight:desc", true)]
    [OnSqlite("filters[kind]=kind%203&sort=createdAt:desc", true)]
    [OnSqlite("_q=note", true)]
    [OnSqlite("filters[note][$containsi]=NOTE", true)]
    [OnSqlite("filters[name]=name%2077&sort=weight", false)]   // one is soon sorted
    [OnSqlite("filters[kind]=kind%203", false)]                // in order by itself
    [OnSqlite("filters[weight][$gt]=10&sort=weight", false)]
    [OnSqlite("_q=name%207777%20", false)]
    [OnSqlite("filters[rare]=late&sort=weight", true)]         // gives up: all of them are at the end
    public async Task A_page_is_the_same_whichever_way_it_is_found_and_a_walk_is_tried_where_many_fit(DatabaseKind kind, string text, bool tried)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var (type, query) = await CratesAsync(product, text);
        var dialect = product.Get<ISqlDialect>().Queries;

        var (found, sorted, statements) = product.Database.Read(db =>
        {
            var page = ListSql.Page(dialect, type, query);
            var sorted = db.Rows(page.Text, page.Parameters, row => row.GetInt64(0));
            return (PageReader.Read(db, dialect, type, query, false, null, row => row.GetInt64(0)), sorted, db.Statements.Keys.ToList());
        });

        Assert.Equal(sorted, found);
        Assert.Equal(tried, statements.Any(s => s.Contains("CROSS JOIN", StringComparison.Ordinal) && s.Contains(") w", StringComparison.Ordinal)));
    }

    /// <summary>A type filled with entries, and a query of it.</summary>
    private static async Task<(ContentType Type, ContentQuery Query)> CratesAsync(ProductHarness product, string text)
    {
        var type = await product.TypeAsync("""{"name":"crate","searchable":true,"attributes":{"name":{"type":"string","indexed":true},"weight":{"type":"integer","indexed":true},"note":{"type":"string"},"kind":{"type":"string","indexed":true},"rare":{"type":"string","indexed":true}}}""");
        await FillAsync(product, type);
        return (type, ContentQuery.Parse(text, new TypeShape(type, product.Database.Read(db => product.Types.Catalog(db))), new ApiOptions(), ContentQuery.OfLists).Value);
    }

    private static string Plan(ProductHarness product, DatabaseKind kind, SqlStatement sql) => product.Database.Read(db =>
        string.Join('\n', db.Rows((kind == DatabaseKind.Sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + sql.Text, sql.Parameters, row => kind == DatabaseKind.Sqlite ? row.GetString(3) : row.GetString(0))));

    private static async Task FillAsync(ProductHarness product, ContentType type)
    {
        var (name, weight) = (type.Find("name")!.Id, type.Find("weight")!.Id);
        var numbers = product.Get<ISqlDialect>().IsEmbedded
            ? $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Entries})"
            : $"WITH n AS (SELECT generate_series(1, {Entries}) AS i)";
        await product.Database.WriteAsync<Done>(
            unit =>
            {
                var json = product.Get<ISqlDialect>().IsEmbedded ? "'{}'" : "'{}'::jsonb";
                unit.Db.Execute($"{numbers} INSERT INTO entries (id, locale, stage, document_id, type_id, data, version, created_at, updated_at) SELECT i, 'en', 0, CAST(i AS TEXT), {type.Id}, {json}, 1, i, i FROM n");
                unit.Db.Execute($"{numbers} INSERT INTO index_texts (entry_id, attribute_id, locale, stage, value) SELECT i, {name}, 'en', 0, 'name ' || i FROM n");
                if (type.Searchable)
                {
                    // Ten kinds in turn; what is rare is the heaviest.
                    unit.Db.Execute($"UPDATE entries SET data = json_object('{type.Find("note")!.Id}', 'Note ' || id)");
                    unit.Db.Execute($"{numbers} INSERT INTO index_texts (entry_id, attribute_id, locale, stage, value) SELECT i, {type.Find("kind")!.Id}, 'en', 0, 'kind ' || (i % 10) FROM n");
                    unit.Db.Execute($"{numbers} INSERT INTO index_texts (entry_id, attribute_id, locale, stage, value) SELECT i, {type.Find("rare")!.Id}, 'en', 0, CASE WHEN i > {Entries} * 9 / 10 THEN 'late' END FROM n");
                    unit.Db.Execute($"{numbers} INSERT INTO search_texts (entry_id, type_id, locale, stage, text) SELECT i, {type.Id}, 'en', 0, 'name ' || i || ' note ' || i FROM n");
                }

                unit.Db.Execute($"{numbers} INSERT INTO index_numbers (entry_id, attribute_id, locale, stage, value) SELECT i, {weight}, 'en', 0, i FROM n");
                return new Done();
            },
            default);
        await product.Database.WriteAsync<Done>(
            unit =>
            {
                unit.Db.Execute("ANALYZE");
                return new Done();
            },
            default);
        product.Database.Read(db => product.Get<ISqlDialect>().IsEmbedded ? db.Execute("ANALYZE sqlite_schema") : 0);
    }
}
