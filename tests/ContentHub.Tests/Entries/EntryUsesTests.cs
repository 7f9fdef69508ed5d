using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Entries;
using ContentHub.Persistence;
using ContentHub.Testing;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Entries;

/// <summary>What points at an entry, and who learns of it.</summary>
public sealed class EntryUsesTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task Entries_of_all_types_are_named_newest_first_once_for_each_attribute(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var tag = await product.EntryAsync("tags", """{"name":"sea"}""");
        var own = await product.EntryAsync("tags", $$"""{"name":"lake","like":{{tag.Entry.Id}}}""");
        var page = await product.EntryAsync("pages", $$"""{"title":"One","tags":[{{tag.Entry.Id}},{{own.Entry.Id}}],"main":{{tag.Entry.Id}}}""");
        var parts = await product.EntryAsync("pages", $$$"""{"title":"Two","teasers":[{"tag":{{{tag.Entry.Id}}}},{"tag":{{{tag.Entry.Id}}}}]}""");
        await product.EntryAsync("pages", """{"title":"Points nowhere"}""");

        Assert.Equal(["page Two tag", "page One tags", "page One main", "tag lake like"], await NamesAsync(product, Given.Owner, tag));
        Assert.Equal(["page One tags"], await NamesAsync(product, Given.Owner, own));

        // In pieces.
        var second = (await product.Get<EntryUses>().ListAllAsync(Given.Owner, "tags", tag.Entry.DocumentId, new Paging(2, 3), default)).Value;
        Assert.Equal((4, own.Entry.Id), (second.Total, Assert.Single(second.Items).Entry.Entry.Id));

        // A published page counts once, and goes when it no longer points here, in public either.
        await product.Entries.PublishAsync(Given.Owner, "pages", page.Entry.DocumentId, null, EntryQuery.Panel, default);
        await product.Entries.UpdateAsync(Given.Owner, "pages", page.Entry.DocumentId, new EntrySave(Given.Json("""{"tags":[],"main":null}""")) { AsDraft = true }, default);
        Assert.Equal(["page Two tag", "page One tags", "page One main", "tag lake like"], await NamesAsync(product, Given.Owner, tag));
        await product.Entries.PublishAsync(Given.Owner, "pages", page.Entry.DocumentId, null, EntryQuery.Panel, default);
        await product.TryRemoveAsync("pages", parts);
        Assert.Equal(["tag lake like"], await NamesAsync(product, Given.Owner, tag));
        Assert.IsType<Problem.NotFound>((await product.Get<EntryUses>().ListAsync(Given.Owner, "tags", "nothing", Paging.First, default)).Problem);
        Assert.IsType<Problem.NotFound>((await product.Get<EntryUses>().ListAsync(Given.Owner, "tags", null, Paging.First, default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_may_not_be_read_is_neither_named_nor_counted(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var tag = await product.EntryAsync("tags", """{"name":"sea"}""");
        var pages = product.Types.SeenBy(Given.Owner).ByName("page")!;
        var tags = product.Types.SeenBy(Given.Owner).ByName("tag")!;
        async Task<EntryView> PageAsync(Actor actor, string data, bool asDraft) => (await product.Entries.CreateAsync(actor, "pages", new EntrySave(Given.Json(data)) { AsDraft = asDraft }, default)).Value;
        var reader = Of((tags, [(Permission.EntriesRead, EntryRight.Full)]), (pages, [(Permission.EntriesRead, EntryRight.Full)]));
        var author = Of((tags, [(Permission.EntriesRead, EntryRight.Full)]), (pages, [(Permission.EntriesRead, new(Own: true)), (Permission.EntriesCreate, EntryRight.Full), (Permission.EntriesUpdate, new(Own: true))]));
        await PageAsync(Given.Owner, $$$"""{"title":"Public","tags":[{{{tag.Entry.Id}}}],"main":{{{tag.Entry.Id}}},"secret":{{{tag.Entry.Id}}},"teasers":[{"tag":{{{tag.Entry.Id}}}}]}""", asDraft: false);
        await PageAsync(Given.Owner, $$"""{"title":"Draft","tags":[{{tag.Entry.Id}}]}""", asDraft: true);
        await PageAsync(author, $$"""{"title":"His","tags":[{{tag.Entry.Id}}]}""", asDraft: true);

        // The panel tells of private attributes, the API does not.
        Assert.Equal(["page His tags", "page Draft tags", "page Public tag", "page Public tags", "page Public main", "page Public secret"], await NamesAsync(product, Given.Owner, tag));
        Assert.Equal(["page His tags", "page Draft tags", "page Public tag", "page Public tags", "page Public main"], await NamesAsync(product, Given.Owner, tag, forPanel: false));

        // Whoever sees no drafts; whoever sees only his own; whoever sees nothing of the type.
        foreach (var forPanel in new[] { true, false })
        {
            Assert.DoesNotContain(await NamesAsync(product, reader, tag, forPanel), name => !name.StartsWith("page Public", StringComparison.Ordinal));
            Assert.Equal(["page His tags"], await NamesAsync(product, author, tag, forPanel));
            Assert.Empty(await NamesAsync(product, Of((tags, [(Permission.EntriesRead, EntryRight.Full)])), tag, forPanel));
        }

        // Only some fields: by the others nothing is told, and nothing from parts when one kind of part is not seen. The title is not shown either.
        EntryRight main = new(Fields: new HashSet<long> { pages.Find("main")!.Id.Value });
        Assert.Equal(["page Untitled main"], await NamesAsync(product, Of((tags, [(Permission.EntriesRead, EntryRight.Full)]), (pages, [(Permission.EntriesRead, main)])), tag));
        EntryRight parts = new(Fields: new HashSet<long> { pages.Find("title")!.Id.Value, pages.Find("teasers")!.Id.Value });
        Assert.Equal(["page Public tag"], await NamesAsync(product, Of((tags, [(Permission.EntriesRead, EntryRight.Full)]), (pages, [(Permission.EntriesRead, parts)])), tag));

        // Whoever may not see the entry itself learns no more than of one that is not there.
        Assert.IsType<Problem.Forbidden>((await product.Get<EntryUses>().ListAllAsync(Of((pages, [(Permission.EntriesRead, EntryRight.Full)])), "tags", tag.Entry.DocumentId, Paging.First, default)).Problem);
        Assert.IsType<Problem.NotFound>((await product.Get<EntryUses>().ListAsync(Of((tags, [(Permission.EntriesRead, new(Own: true))])), "tags", tag.Entry.DocumentId, Paging.First, default)).Problem);
        Assert.IsType<Problem.Unauthorized>((await product.Get<EntryUses>().ListAsync(Actor.Anonymous, "tags", tag.Entry.DocumentId, Paging.First, default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_lies_in_a_private_part_is_for_the_panel_only(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind, privateParts: true);
        var tag = await product.EntryAsync("tags", """{"name":"sea"}""");
        await product.EntryAsync("pages", $$$"""{"title":"One","teasers":[{"tag":{{{tag.Entry.Id}}}}]}""");

        Assert.Equal(["page One tag"], await NamesAsync(product, Given.Owner, tag));
        Assert.Empty(await NamesAsync(product, Given.Owner, tag, forPanel: false));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Who_reads_all_and_writes_his_own_learns_what_is_public_of_others(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var tag = await product.EntryAsync("tags", """{"name":"sea"}""");
        await product.EntryAsync("pages", $$"""{"title":"Public","tags":[{{tag.Entry.Id}}]}""");
        var pages = product.Types.SeenBy(Given.Owner).ByName("page")!;
        var tags = product.Types.SeenBy(Given.Owner).ByName("tag")!;
        var author = Of((tags, [(Permission.EntriesRead, EntryRight.Full)]), (pages, [(Permission.EntriesRead, EntryRight.Full), (Permission.EntriesUpdate, new(Own: true))]));

        Assert.Equal(["page Public tags"], await NamesAsync(product, author, tag, forPanel: false));
        Assert.Equal(["page Public tags"], await NamesAsync(product, author, tag));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task They_are_found_by_the_index_of_targets(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var (tag, first) = (await product.EntryAsync("tags", """{"name":"sea"}"""), await product.EntryAsync("pages", """{"title":"One"}"""));
        var catalog = product.Types.SeenBy(Given.Owner);
        var attribute = catalog.ByName("page")!.Find("tags")!.Id;
        await product.Database.WriteAsync<Done>(
            unit =>
            {
                var numbers = kind == DatabaseKind.Sqlite ? "WITH RECURSIVE n(i) AS (SELECT 1000000 UNION ALL SELECT i + 1 FROM n WHERE i < 1010000)" : "WITH n AS (SELECT generate_series(1000000, 1010000) AS i)";
                unit.Db.Execute($"{numbers} INSERT INTO entries (id, locale, stage, document_id, type_id, data, version, created_at, updated_at) SELECT i, 'en', 1, CAST(i AS TEXT), {catalog.ByName("page")!.Id}, {(kind == DatabaseKind.Sqlite ? "'{}'" : "'{}'::jsonb")}, 1, i, i FROM n");
                unit.Db.Execute($"{numbers} INSERT INTO entry_relations (source_id, locale, stage, owner_id, attribute_id, target_id, position, target_position) SELECT i, 'en', 1, 0, {attribute}, CASE WHEN i % 1000 = 0 THEN {tag.Entry.Id} ELSE {first.Entry.Id} END, 0, 0 FROM n");
                unit.Db.Execute("ANALYZE");
                return new Done();
            },
            default);

        var plan = product.Database.Read(db =>
        {
            using var command = EntryUses.Links(db, tag.Entry.Id, [attribute], new EntryUses.Sights(catalog, catalog, forPanel: false)).Select(l => new { l.SourceId, l.AttributeId }).Distinct().CreateDbCommand();
            command.CommandText = (kind == DatabaseKind.Sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + command.CommandText;
            using var rows = command.ExecuteReader();
            var lines = new List<string>();
            while (rows.Read()) lines.Add(rows.GetString(kind == DatabaseKind.Sqlite ? 3 : 0));
            return string.Join('\n', lines);
        });

        Assert.Contains("IX_entry_relations_target_id", plan, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("SCAN e(ntries)?$|SCAN e(ntry_relations)?$|Seq Scan on entr", plan);
        Assert.Equal(11, (await product.Get<EntryUses>().ListAsync(Given.Owner, "tags", tag.Entry.DocumentId, Paging.First, default)).Value.Total);
    }

    private static Actor Of(params (ContentType Type, (Permission Permission, EntryRight Right)[] Row)[] types) => new(
        ActorKind.User, 5, "author@example.com", new Rights([], types.ToDictionary(t => t.Type.Id.Value, t => (IReadOnlyDictionary<Permission, EntryRight>)t.Row.ToDictionary(r => r.Permission, r => r.Right))));

    /// <summary>"page One tags": type, title and attribute of each.</summary>
    private static async Task<string[]> NamesAsync(ProductHarness product, Actor actor, EntryView target, bool forPanel = true)
    {
        var uses = product.Get<EntryUses>();
        var page = forPanel ? await uses.ListAllAsync(actor, "tags", target.Entry.DocumentId, Paging.First, default) : await uses.ListAsync(actor, "tags", target.Entry.DocumentId, Paging.First, default);
        Assert.Equal(page.Value.Items.Count, page.Value.Total);
        return [.. page.Value.Items.Select(u =>
        {
            var shown = ProductHarness.Json(u.Entry);
            var title = shown.TryGetProperty("title", out var text) || shown.TryGetProperty("name", out text) ? text.GetString() : "Untitled";
            return $"{u.Entry.Type.Name} {title} {u.Attribute.Name}";
        })];
    }

    private static async Task<ProductHarness> StartAsync(DatabaseKind kind, bool privateParts = false)
    {
        var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"tag","attributes":{"name":{"type":"string"},"like":{"type":"relation","relation":"manyToOne","target":"tag"}}}""");
        await product.TypeAsync("""{"name":"parts.teaser","kind":"component","attributes":{"tag":{"type":"relation","relation":"manyToOne","target":"tag"}}}""");
        const string Page = """
            {"name":"page","draft_and_publish":true,"attributes":{
                "title":{"type":"string"},
                "tags":{"type":"relation","relation":"manyToMany","target":"tag"},
                "main":{"type":"relation","relation":"manyToOne","target":"tag"},
                "secret":{"type":"relation","relation":"manyToOne","target":"tag","private":true},
                "teasers":{"type":"component","component":"parts.teaser","repeatable":true}}}
            """;
        await product.TypeAsync(privateParts ? Page.Replace("\"repeatable\":true", "\"repeatable\":true,\"private\":true", StringComparison.Ordinal) : Page);
        return product;
    }
}
