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
