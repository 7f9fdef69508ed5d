using System.Text.Json;
using ContentHub.ContentTypes;
using ContentHub.Entries;
using ContentHub.Testing;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Entries;

/// <summary>Many changes, all or none.</summary>
public sealed class EntryChangesetTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task All_operations_are_carried_out_in_order_with_one_event_that_names_them(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var old = await product.EntryAsync("pages", """{"title":"old"}""");

        var results = (await ApplyAsync(
            product,
            new ChangesetOperation(ChangesetDeed.Create, "page", null, Given.Json("""{"title":"new"}""")),
            new ChangesetOperation(ChangesetDeed.Update, "pages", old.Entry.DocumentId, Given.Json("""{"title":"older"}"""), ExpectedVersion: 1),
            new ChangesetOperation(ChangesetDeed.Create, "articles", null, Given.Json("""{"title":"draft"}"""), AsDraft: true),
            new ChangesetOperation(ChangesetDeed.Delete, "page", old.Entry.Id.ToString(), null))).Value;

        Assert.Equal(["Create page", "Update page", "Create article", "Delete page"], results.Select(r => $"{r.Deed} {r.Model}"));
        Assert.Equal(["entry.create", "entry.create", "entry.update", "entry.create", "entry.delete", "changeset.commit"], (await product.EventsAsync()).Select(e => e.Name));
        using var body = JsonDocument.Parse((await product.EventsAsync())[^1].Body);
        Assert.Equal(4, body.RootElement.GetProperty("changeset").GetProperty("operations").GetArrayLength());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task One_that_fails_takes_back_all_others_and_says_which_it_was(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var page = await product.EntryAsync("pages", """{"title":"a"}""");
        var create = new ChangesetOperation(ChangesetDeed.Create, "page", null, Given.Json("""{"title":"new"}"""));

        foreach (var (bad, words) in new[]
        {
            (new ChangesetOperation(ChangesetDeed.Create, "page", null, Given.Json("""{"title":"a"}""")), "operations/1/title: This attribute must be unique"),
            (new ChangesetOperation(ChangesetDeed.Create, "page", null, Given.Json("""{"title":7}""")), "operations/1/data/title: title must be a string"),
            (new ChangesetOperation(ChangesetDeed.Create, "pagge", null, Given.Json("{}")), "operations/1/model: there is no content type 'pagge'; did you mean 'page'?"),
            (new ChangesetOperation(ChangesetDeed.Publish, "page", "1", null), "operations/1/op: 'page' has no drafts: what is saved is public"),
            (new ChangesetOperation(ChangesetDeed.Delete, "page", null, null), "operations/1/id: id is required"),
        })
            Assert.Equal([words], Given.Faults(await ApplyAsync(product, create, bad)));
        Assert.IsType<Problem.NotFound>((await ApplyAsync(product, create, new ChangesetOperation(ChangesetDeed.Delete, "page", "99999", null))).Problem);
        Assert.IsType<Problem.Stale>((await ApplyAsync(product, create, new ChangesetOperation(ChangesetDeed.Update, "page", page.Entry.DocumentId, Given.Json("{}"), ExpectedVersion: 9))).Problem);

        Assert.Equal(1, await product.Database.ReadAsync(db => db.Entries.CountAsync(), default));
        Assert.Single(await product.EventsAsync());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_step_finds_what_the_steps_before_it_have_left(DatabaseKind kind)
    {
        await using var product = await StartAsync(kind);
        var article = (await product.EntryAsync("articles", """{"title":"public"}""")).Entry.DocumentId;
        var page = (await product.EntryAsync("pages", """{"title":"a"}""")).Entry.DocumentId;
        ChangesetOperation Of(ChangesetDeed deed, string key, string? data = null) => new(deed, key == page ? "page" : "article", key, data is null ? null : Given.Json(data));

        Assert.Null((await ApplyAsync(product, Of(ChangesetDeed.Unpublish, article), Of(ChangesetDeed.Update, article, """{"title":"again"}"""), Of(ChangesetDeed.Unpublish, article), Of(ChangesetDeed.Publish, article))).Problem);
        Assert.IsType<Problem.NotFound>((await ApplyAsync(product, Of(ChangesetDeed.Delete, page), Of(ChangesetDeed.Update, page, """{"title":"b"}"""))).Problem);
        Assert.IsType<Problem.NotFound>((await ApplyAsync(product, Of(ChangesetDeed.Delete, page), Of(ChangesetDeed.Delete, page))).Problem);
        Assert.Null((await ApplyAsync(product, Of(ChangesetDeed.Delete, page), new ChangesetOperation(ChangesetDeed.Create, "page", null, Given.Json("""{"title":"a"}""")))).Problem);

        var rows = await product.Database.ReadAsync(db => db.Entries.Where(e => e.DocumentId == article).OrderBy(e => e.Stage).ToListAsync(), default);
        Assert.Equal([Stage.Published, Stage.Draft], rows.Select(r => r.Stage));
        Assert.All(rows, row => Assert.Contains("again", row.Data, StringComparison.Ordinal));
    }

    private static Task<Result<IReadOnlyList<ChangesetResult>>> ApplyAsync(ProductHarness product, params ChangesetOperation[] operations) =>
        product.Get<EntryChangesets>().ApplyAsync(Given.Owner, operations, default);

    private static async Task<ProductHarness> StartAsync(DatabaseKind kind)
    {
        var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"page","attributes":{"title":{"type":"string","unique":true}}}""");
        await product.TypeAsync("""{"name":"article","draft_and_publish":true,"attributes":{"title":{"type":"string"}}}""");
        return product;
    }
}
