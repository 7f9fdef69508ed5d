using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Entries;
using ContentHub.Testing;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Entries;

/// <summary>What a list shows is kept under a name, for one person or for all who may see it.</summary>
public sealed class SavedViewTests
{
    private const string Staff = """{"name":"person","plural":"people","attributes":{"title":{"type":"string"},"salary":{"type":"integer"}}}""";
    private const string Query = "search=ann&filters%5B%24and%5D%5B0%5D%5Bsalary%5D%5B%24gt%5D=100&sort=title%3Aasc&size=50&columns=title%2Csalary";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_view_is_kept_changed_and_deleted_and_nobody_else_sees_it(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var (owner, type, views) = (await product.OwnerAsync(), await product.TypeAsync(Staff), product.Get<SavedViewService>());
        var other = await PersonAsync(product, "other", Rights.Everywhere([Permission.EntriesRead]));

        var made = (await views.CreateAsync(owner, type.Id, new SavedViewForm(" Well paid ", "?" + Query), default)).Value;
        Assert.Equal(("Well paid", Query, false, true, true), (made.Name, made.Query, made.IsShared, made.IsOwn, made.MayChange));
        await views.CreateAsync(owner, type.Id, new SavedViewForm("all"), default);
        var changed = (await views.UpdateAsync(owner, type.Id, made.Id, new SavedViewForm("Rich"), default)).Value;
        Assert.Equal(("Rich", Query), (changed.Name, changed.Query));
        changed = (await views.UpdateAsync(owner, type.Id, made.Id, new SavedViewForm(Query: "sort=id:desc"), default)).Value;
        Assert.Equal(("Rich", "sort=id:desc"), (changed.Name, changed.Query));
        Assert.Equal(["all", "Rich"], (await views.ListAsync(owner, type.Id, default)).Value.Select(v => v.Name));

        Assert.Empty((await views.ListAsync(other, type.Id, default)).Value);
        Assert.IsType<Problem.NotFound>((await views.UpdateAsync(other, type.Id, made.Id, new SavedViewForm("Mine"), default)).Problem);
        Assert.IsType<Problem.NotFound>((await views.DeleteAsync(other, type.Id, made.Id, default)).Problem);
        Assert.IsType<Problem.NotFound>((await views.DeleteAsync(owner, (await product.TypeAsync(Given.Page)).Id, made.Id, default)).Problem);
        Assert.Null((await views.DeleteAsync(owner, type.Id, made.Id, default)).Problem);
        Assert.Equal(["all"], (await views.ListAsync(owner, type.Id, default)).Value.Select(v => v.Name));
        Assert.Empty(await RecordsAsync(product));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Sharing_takes_the_right_to_shape_the_type_and_is_written_down(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var (owner, type, views) = (await product.OwnerAsync(), await product.TypeAsync(Staff), product.Get<SavedViewService>());
        var editor = await PersonAsync(product, "editor", Rights.Everywhere(Permissions.OfEntries));
        var shaper = await PersonAsync(product, "shaper", Rights.Everywhere([Permission.EntriesRead, Permission.TypesManage]));

        Assert.IsType<Problem.Forbidden>((await views.CreateAsync(editor, type.Id, new SavedViewForm("Ours", "", true), default)).Problem);
        var mine = (await views.CreateAsync(editor, type.Id, new SavedViewForm("Mine"), default)).Value;
        Assert.IsType<Problem.Forbidden>((await views.UpdateAsync(editor, type.Id, mine.Id, new SavedViewForm(IsShared: true), default)).Problem);

        var shared = (await views.CreateAsync(owner, type.Id, new SavedViewForm("Ours", Query, true), default)).Value;
        var seen = (await views.ListAsync(editor, type.Id, default)).Value.Single(v => v.Id == shared.Id);
        Assert.Equal((false, false, Query), (seen.IsOwn, seen.MayChange, seen.Query));
        Assert.IsType<Problem.Forbidden>((await views.UpdateAsync(editor, type.Id, shared.Id, new SavedViewForm("Theirs"), default)).Problem);
        Assert.IsType<Problem.Forbidden>((await views.DeleteAsync(editor, type.Id, shared.Id, default)).Problem);
        Assert.Contains((await views.ListAsync(Given.Reader, type.Id, default)).Value, v => v.Id == shared.Id);
        Assert.IsType<Problem.Forbidden>((await views.CreateAsync(Given.Reader, type.Id, new SavedViewForm("A token's"), default)).Problem);

        Assert.Null((await views.UpdateAsync(shaper, type.Id, shared.Id, new SavedViewForm("Everybody's"), default)).Problem);
        Assert.Null((await views.UpdateAsync(owner, type.Id, shared.Id, new SavedViewForm(IsShared: false), default)).Problem);
        Assert.DoesNotContain((await views.ListAsync(editor, type.Id, default)).Value, v => v.Id == shared.Id);
        Assert.IsType<Problem.NotFound>((await views.DeleteAsync(shaper, type.Id, shared.Id, default)).Problem);
        Assert.Equal(["view.create owner@example.com", "view.update shaper", "view.update owner@example.com"], await RecordsAsync(product));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_somebody_may_not_see_is_not_learnt_from_views_of_others(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var (owner, type, views) = (await product.OwnerAsync(), await product.TypeAsync(Staff), product.Get<SavedViewService>());
        var narrow = await PersonAsync(product, "narrow", On(type, type.Find("title")!));
        var elsewhere = await PersonAsync(product, "elsewhere", On(await product.TypeAsync(Given.Page)));
        foreach (var (name, query) in new[] { ("By salary", Query), ("Sorted", "sort=salary:desc"), ("Columns", "sort=title:asc&columns=title%2Csalary%2Cid") })
            Assert.Null((await views.CreateAsync(owner, type.Id, new SavedViewForm(name, query, true), default)).Problem);

        var seen = Assert.Single((await views.ListAsync(narrow, type.Id, default)).Value);
        Assert.Equal(("Columns", "sort=title:asc&columns=title%2Cid"), (seen.Name, seen.Query));
        var hidden = (await views.ListAsync(owner, type.Id, default)).Value.Single(v => v.Name == "Sorted");
        Assert.IsType<Problem.NotFound>((await views.UpdateAsync(narrow, type.Id, hidden.Id, new SavedViewForm("x"), default)).Problem);
        var real = Given.Faults(await views.CreateAsync(narrow, type.Id, new SavedViewForm("x", "sort=salary"), default));
        var unreal = Given.Faults(await views.CreateAsync(narrow, type.Id, new SavedViewForm("x", "sort=nosuch"), default));
        Assert.Equal(real.Select(f => f.Replace("salary", "nosuch", StringComparison.Ordinal)), unreal);
        Assert.Equal(
            Given.Faults(await views.CreateAsync(narrow, type.Id, new SavedViewForm("x", "columns=salary"), default)), Given.Faults(await views.CreateAsync(narrow, type.Id, new SavedViewForm("x", "columns=nosuch"), default)));

        Assert.IsType<Problem.NotFound>((await views.ListAsync(elsewhere, type.Id, default)).Problem);
        Assert.IsType<Problem.NotFound>((await views.ListAsync(elsewhere, new(999_999), default)).Problem);
        Assert.IsType<Problem.Unauthorized>((await views.ListAsync(Actor.Anonymous, type.Id, default)).Problem);

        // One's own stays, also when it asks for something that is gone since.
        var lasting = (await views.CreateAsync(narrow, type.Id, new SavedViewForm("Old", "sort=title:desc"), default)).Value;
        var later = narrow with { Rights = On(type, type.Find("salary")!) };
        Assert.Contains((await views.ListAsync(later, type.Id, default)).Value, v => v.Id == lasting.Id);
        Assert.Null((await views.DeleteAsync(later, type.Id, lasting.Id, default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Names_queries_and_numbers_have_limits(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var (owner, type, views) = (await product.OwnerAsync(), await product.TypeAsync(Staff), product.Get<SavedViewService>());
        async Task<Result<SeenView>> TryAsync(string name, string query = "") => await views.CreateAsync(owner, type.Id, new SavedViewForm(name, query), default);

        foreach (var name in new[] { "", " ", new string('x', 61), "two\nlines" }) Assert.Equal(["name: name must be 1 to 60 characters in one line"], Given.Faults(await TryAsync(name)));
        Assert.Equal(["query: query must be at most 2000 characters"], Given.Faults(await TryAsync("x", "search=" + new string('x', 2000))));
        Assert.Equal(["query: query must not have populate"], Given.Faults(await TryAsync("x", "populate=*")));
        Assert.Equal(["query: query must not have filter; did you mean 'filters'?"], Given.Faults(await TryAsync("x", "filter[a]=1")));
        foreach (var query in new[] { "size=0", "size=101", "size=x", "size[]=1", "columns[]=id", "c%6Flumns=title", "search[a]=1", "filters[title][$no]=1", "filters[salary][$gt]=x", "%ff=1", "sort=title&sort[a]=b" }) Assert.NotEmpty(Given.Faults(await TryAsync("x", query)));
        Assert.Null((await TryAsync("Twice")).Problem);
        Assert.Equal("There is a view 'TWICE' already.", Assert.IsType<Problem.Conflict>((await TryAsync("TWICE")).Problem).Message);
        for (var i = 1; i < SavedViewService.MostOfOne; i++) Assert.Null((await TryAsync($"View {i}")).Problem);
        Assert.Equal("You have 50 views of this list: delete one first.", Assert.IsType<Problem.Conflict>((await TryAsync("Too many")).Problem).Message);
        Assert.Null((await views.CreateAsync(owner, (await product.TypeAsync(Given.Page)).Id, new SavedViewForm("Elsewhere"), default)).Problem);
        Assert.IsType<Problem.NotFound>((await views.CreateAsync(owner, (await product.TypeAsync("""{"name":"home","plural":"homes","kind":"single","attributes":{"title":{"type":"string"}}}""")).Id, new SavedViewForm("No list"), default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Views_go_with_their_type_and_with_their_person(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var (owner, type, page, views) = (await product.OwnerAsync(), await product.TypeAsync(Staff), await product.TypeAsync(Given.Page), product.Get<SavedViewService>());
        var leaving = await PersonAsync(product, "leaving", Rights.All);
        foreach (var (person, of) in new[] { (owner, type), (owner, page), (leaving, page) }) Assert.Null((await views.CreateAsync(person, of.Id, new SavedViewForm("View", "", true), default)).Problem);

        Assert.Null((await product.Types.DeleteAsync(owner, type.Id, default)).Problem);
        Assert.Null((await product.Users.RemoveAsync(owner, new(leaving.Id), default)).Problem);

        Assert.Equal([page.Id], await product.Database.ReadAsync(db => db.SavedViews.Select(v => v.TypeId).ToListAsync(), default));
        Assert.True((await views.ListAsync(owner, page.Id, default)).Value.Single().IsOwn);
    }

    private static Rights On(ContentType type, params ContentAttribute[] fields) => new(
        [], new Dictionary<long, IReadOnlyDictionary<Permission, EntryRight>> { [type.Id.Value] = new Dictionary<Permission, EntryRight> { [Permission.EntriesRead] = new(false, fields.Select(f => f.Id.Value).ToHashSet()) } });

    private static async Task<Actor> PersonAsync(ProductHarness product, string name, Rights rights)
    {
        await product.OwnerAsync();   // the first key is theirs
        var id = (await product.Database.WriteAsync<Id<User>>(
            unit => unit.Db.Add(new User { Id = unit.NextId<User>(), Email = name, NormalizedEmail = name, RoleId = Role.Author, PasswordHash = "x", CreatedAt = product.Clock.GetUtcNow() }).Entity.Id, default)).Value;
        return new Actor(ActorKind.User, id.Value, name, rights);
    }

    private static Task<List<string>> RecordsAsync(ProductHarness product) =>
        product.Database.ReadAsync(db => db.AuditRecords.Where(r => r.Action.StartsWith("view.")).OrderBy(r => r.Id).Select(r => r.Action + " " + r.ActorName).ToListAsync(), default);
}
