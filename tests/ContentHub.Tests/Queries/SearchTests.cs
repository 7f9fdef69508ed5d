using ContentHub.Entries;
using ContentHub.Testing;

namespace ContentHub.Tests.Queries;

public sealed class SearchTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task Searchable_types_are_searched_by_their_own_table_literally_and_in_any_case(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var type = await product.TypeAsync("""{"name":"text","searchable":true,"attributes":{"t":{"type":"string"}}}""");
        string[] texts = ["Zażółć gęślą", "100% \"sure\"", "a_b*c\\d", "Привет мир"];
        await product.Database.WriteAsync<Done>(
            unit =>
            {
                for (var i = 0; i < texts.Length; i++)
                {
                    unit.Db.Add(new Entry { Id = new(i + 1), DocumentId = $"d{i}", TypeId = type.Id, Data = "{}", Version = 1 });
                    unit.Db.Add(new SearchText { EntryId = new(i + 1), TypeId = type.Id, Text = texts[i].ToLowerInvariant() + "\u0001" });
                }

                return new Done();
            },
            default);
        async Task<string> FoundAsync(string q) =>
            string.Join(' ', (await product.Finder.ListAsync(Given.Reader, "texts", EntryQuery.Of($"_q={Uri.EscapeDataString(q)}"), default)).Value.Items.Select(e => e.Entry.Id));

        foreach (var (q, ids) in ((string, string)[])[("ŻÓŁ", "1"), ("ół", "1"), ("0%", "2"), ("00%", "2"), ("\"SURE\"", "2"), ("a_b", "3"), ("axb", ""), ("B*C\\D", "3"), ("вет МИР", "4"), ("4", "4"), ("zzz", ""), ("OR", "")])
            Assert.Equal((q, ids), (q, await FoundAsync(q)));
    }
}
