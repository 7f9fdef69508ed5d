using ContentHub.Access;
using ContentHub.Entries;
using ContentHub.Roles;
using ContentHub.Testing;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Roles;

public sealed class RoleServiceTests
{
    private static readonly Rights Reading = Rights.Everywhere([Permission.EntriesRead]);

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_changed_role_counts_for_its_people_from_the_next_request_on_every_node(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await using var other = product.AnotherNode();
        await product.OwnerAsync();
        var role = (await Service(product).CreateAsync(Given.Owner, new RoleForm("Reader", "", Reading), default)).Value;
        var person = await PersonAsync(product, role.Id);

        Assert.True(other.Get<ActorSource>().OfUser(person)!.May(Permission.EntriesRead));
        await Service(product).UpdateAsync(Given.Owner, role.Id, new RoleForm("Reader", "of files", Rights.Everywhere([Permission.MediaRead])), default);

        var now = other.Get<ActorSource>().OfUser(person)!;
        Assert.True(now.May(Permission.MediaRead) && !now.May(Permission.EntriesRead));
        Assert.Equal(1, (await Service(other).GetAsync(Given.Owner, role.Id, default)).Value.Users);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_role_in_use_a_built_in_one_and_the_owners_stay(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.OwnerAsync();
        var role = (await Service(product).CreateAsync(Given.Owner, new RoleForm("Reader", "", Reading), default)).Value;
        var person = await PersonAsync(product, role.Id);

        Assert.Contains("One person has this role", Assert.IsType<Problem.Conflict>((await Service(product).DeleteAsync(Given.Owner, role.Id, default)).Problem).Message, StringComparison.Ordinal);
        foreach (var builtIn in new[] { Role.Owner, Role.Editor, Role.Author, Role.Public }) Assert.IsType<Problem.Conflict>((await Service(product).DeleteAsync(Given.Owner, builtIn, default)).Problem);
        Assert.IsType<Problem.Conflict>((await Service(product).UpdateAsync(Given.Owner, Role.Owner, new RoleForm("Owner", "", Rights.None), default)).Problem);
        Assert.Equal(["name: a built-in role keeps its name"], Given.Faults(await Service(product).UpdateAsync(Given.Owner, Role.Author, new RoleForm("Writer", "", Reading), default)));

        await product.Database.WriteAsync<Done>(
            unit =>
            {
                unit.Db.Users.Where(u => u.Id == person).ExecuteDelete();
                return new Done();
            },
            default);
        Assert.Null((await Service(product).DeleteAsync(Given.Owner, role.Id, default)).Problem);
    }

    [Theory, OnSqlite]
    public async Task Nobody_gives_or_takes_what_he_does_not_have(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.OwnerAsync();
        var manager = Given.Owner with { Id = 2, Rights = Rights.Everywhere([Permission.AccessManage, Permission.EntriesRead]) };
        var strong = (await Service(product).CreateAsync(Given.Owner, new RoleForm("Strong", "", Rights.All), default)).Value;

        Assert.Null((await Service(product).CreateAsync(manager, new RoleForm("Reader", "", Reading), default)).Problem);
        Assert.IsType<Problem.Forbidden>((await Service(product).CreateAsync(manager, new RoleForm("Writer", "", Rights.Everywhere([Permission.EntriesCreate])), default)).Problem);
        Assert.IsType<Problem.Forbidden>((await Service(product).UpdateAsync(manager, strong.Id, new RoleForm("Strong", "", Reading), default)).Problem);
        Assert.IsType<Problem.Forbidden>((await Service(product).DeleteAsync(manager, strong.Id, default)).Problem);
        Assert.IsType<Problem.Forbidden>((await Service(product).ListAsync(Given.Reader, default)).Problem);
    }

    [Theory, OnSqlite]
    public async Task The_public_reads_and_does_nothing_else(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        await product.EntryAsync("pages", """{"title": "hello"}""");
        Actor Nobody() => product.Get<ActorSource>().Anonymous;
        Assert.IsType<Problem.Unauthorized>((await product.Finder.ListAsync(Nobody(), "pages", EntryQuery.Plain, default)).Problem);

        foreach (var much in new[] { Rights.All, Rights.Everywhere([Permission.EntriesCreate]), Rights.Everywhere([Permission.TypesRead]), new Rights([], new Dictionary<long, IReadOnlyDictionary<Permission, EntryRight>> { [0] = new Dictionary<Permission, EntryRight> { [Permission.EntriesRead] = new(Own: true) } }) })
            Assert.IsType<Problem.Invalid>((await Service(product).UpdateAsync(Given.Owner, Role.Public, new RoleForm("Public", "", much), default)).Problem);
        Assert.Null((await Service(product).UpdateAsync(Given.Owner, Role.Public, new RoleForm("Public", "", Reading), default)).Problem);

        Assert.Single((await product.Finder.ListAsync(Nobody(), "pages", EntryQuery.Plain, default)).Value.Items);
        Assert.IsType<Problem.Unauthorized>((await product.Entries.CreateAsync(Nobody(), "pages", new EntrySave(Given.Json("{}")), default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_token_never_may_more_than_who_made_it(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.OwnerAsync();
        var role = (await Service(product).CreateAsync(Given.Owner, new RoleForm("Manager", "", Rights.Everywhere([Permission.AccessManage, Permission.EntriesRead, Permission.EntriesUpdate])), default)).Value;
        var person = await PersonAsync(product, role.Id);
        var manager = product.Get<ActorSource>().OfUser(person)!;
        var wanted = Rights.Everywhere([Permission.EntriesRead, Permission.EntriesUpdate]);

        Assert.IsType<Problem.Forbidden>((await product.Tokens.CreateAsync(manager, new TokenForm("all", ApiTokenType.FullAccess), default)).Problem);
        Assert.IsType<Problem.Forbidden>((await product.Tokens.CreateAsync(manager, new TokenForm("media", ApiTokenType.Custom, Rights.Everywhere([Permission.MediaRead])), default)).Problem);
        var token = (await product.Tokens.CreateAsync(manager, new TokenForm("writer", ApiTokenType.Custom, wanted), default)).Value;
        Assert.True(product.Tokens.ActorOf(token.Text)!.May(Permission.EntriesUpdate));

        // The maker loses a right, and so do the tokens.
        await Service(product).UpdateAsync(Given.Owner, role.Id, new RoleForm("Manager", "", Rights.Everywhere([Permission.AccessManage, Permission.EntriesRead])), default);
        var less = product.Tokens.ActorOf(token.Text)!;
        Assert.True(less.May(Permission.EntriesRead) && !less.May(Permission.EntriesUpdate));

        // Nor can one with fewer rights take over a token with more.
        manager = product.Get<ActorSource>().OfUser(person)!;
        Assert.IsType<Problem.Forbidden>((await product.Tokens.RegenerateAsync(manager, token.Token.Id, default)).Problem);
        Assert.IsType<Problem.Forbidden>((await product.Tokens.UpdateAsync(manager, token.Token.Id, new TokenForm("writer", ApiTokenType.Custom, Reading), default)).Problem);

        var again = (await product.Tokens.RegenerateAsync(Given.Owner, token.Token.Id, default)).Value;
        Assert.Null(product.Tokens.ActorOf(token.Text));
        Assert.NotNull(product.Tokens.ActorOf(again.Text));
    }

    private static RoleService Service(ProductHarness product) => product.Get<RoleService>();

    private static async Task<Id<User>> PersonAsync(ProductHarness product, Id<Role> role) => (await product.Database.WriteAsync<Id<User>>(
        unit =>
        {
            var user = new User { PasswordHash = "", Id = unit.NextId<User>(), Email = "person@example.com", NormalizedEmail = "PERSON@EXAMPLE.COM", RoleId = role };
            unit.Db.Add(user);
            product.Get<ActorSource>().Touch(unit);
            return user.Id;
        },
        default)).Value;
}
