using ContentHub.Access;
using ContentHub.Roles;
using ContentHub.Testing;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Access;

public sealed class UserManagementTests
{
    private static readonly Caller Home = new("10.9.8.7", "tests");

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Who_is_invited_joins_once_with_the_role_of_the_invitation(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind);
        var invitations = product.Get<InvitationService>();
        var made = (await invitations.InviteAsync(Given.Owner, " Bob@example.com ", Role.Editor, default)).Value;
        var token = Token(made);

        Assert.Equal(("Bob@example.com", "Editor"), (made.View.Invitation.Email, (await invitations.FindAsync(token, default))!.Role));
        Assert.Equal(["password: password must be 12 to 256 characters"], Given.Faults(await invitations.AcceptAsync(token, "Bob", "short", default)));
        var joined = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => invitations.AcceptAsync(token, " Bob ", People.Password, default))));

        var bob = Assert.Single(joined, r => r.Problem is null).Value;
        Assert.All(joined.Where(r => r.Problem is not null), r => Assert.IsType<Problem.NotFound>(r.Problem));
        Assert.Equal(("Bob@example.com", "Bob", Role.Editor), (bob.Email, bob.Name, bob.RoleId));
        Assert.Null(await invitations.FindAsync(token, default));
        Assert.Empty((await invitations.ListAsync(Given.Owner, default)).Value);
        Assert.IsType<SignInStep.SignedIn>((await product.TryAsync(People.Password, "bob@example.com")).Value);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task An_invitation_ends_after_seven_days_or_when_it_is_renewed_or_withdrawn(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind);
        var invitations = product.Get<InvitationService>();
        var first = (await invitations.InviteAsync(Given.Owner, "bob@example.com", Role.Author, default)).Value;
        var id = first.View.Invitation.Id;
        Assert.DoesNotContain(Token(first), await product.Database.ReadAsync(db => db.Invitations.Select(i => i.Hash).SingleAsync(), default), StringComparison.Ordinal);
        Assert.StartsWith("email: this e-mail is invited already", Assert.Single(Given.Faults(await invitations.InviteAsync(Given.Owner, "BOB@example.com", Role.Author, default))), StringComparison.Ordinal);

        product.Clock.Advance(TimeSpan.FromDays(7));
        Assert.IsType<Problem.NotFound>((await invitations.AcceptAsync(Token(first), "Bob", People.Password, default)).Problem);

        var second = (await invitations.RenewAsync(Given.Owner, id, default)).Value;
        Assert.Null(await invitations.FindAsync(Token(first), default));
        Assert.NotNull(await invitations.FindAsync(Token(second), default));

        Assert.Null((await invitations.WithdrawAsync(Given.Owner, id, default)).Problem);
        Assert.IsType<Problem.NotFound>((await invitations.AcceptAsync(Token(second), "Bob", People.Password, default)).Problem);
        Assert.IsType<Problem.NotFound>((await invitations.WithdrawAsync(Given.Owner, id, default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task The_last_active_owner_stays(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind);
        var ann = Given.Owner;
        var id = new Id<User>(ann.Id);

        Assert.IsType<Problem.Conflict>((await product.Users.RemoveAsync(ann, id, default)).Problem);
        Assert.IsType<Problem.Conflict>((await product.Users.DisableAsync(ann, id, default)).Problem);
        Assert.IsType<Problem.Conflict>((await product.Users.ChangeAsync(ann, id, null, Role.Editor, default)).Problem);

        // A second owner who may not sign in does not count.
        var bob = await JoinAsync(product, "bob@example.com", Role.Owner);
        Assert.Null((await product.Users.DisableAsync(ann, bob.Id, default)).Problem);
        Assert.IsType<Problem.Conflict>((await product.Users.RemoveAsync(ann, id, default)).Problem);
        Assert.Null((await product.Users.EnableAsync(ann, bob.Id, default)).Problem);
        Assert.Null((await product.Users.ChangeAsync(ann, id, null, Role.Editor, default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Of_two_owners_who_remove_each_other_at_the_same_moment_one_stays(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind);
        await using var other = product.AnotherNode();

        for (var round = 0; round < 5; round++)
        {
            var owners = await product.Database.ReadAsync(db => db.Users.Where(u => u.RoleId == Role.Owner).ToListAsync(), default);
            var bob = await JoinAsync(product, $"bob{round}@example.com", Role.Owner);

            var results = await Task.WhenAll(
                Task.Run(() => product.Users.RemoveAsync(Given.Owner, owners[0].Id, default)),
                Task.Run(() => other.Users.RemoveAsync(Given.Owner, bob.Id, default)));

            Assert.Single(results, r => r.Problem is null);
            Assert.Single(results, r => r.Problem is Problem.Conflict);
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Who_is_disabled_or_removed_is_out_at_once_with_sessions_and_tokens(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind);
        var bob = await JoinAsync(product, "bob@example.com", Role.Owner);
        var session = await product.SignedInAsync("bob@example.com");
        var actor = new Actor(ActorKind.User, bob.Id.Value, bob.Email, Rights.All);
        var token = (await product.Tokens.CreateAsync(actor, new TokenForm("Bob's", ApiTokenType.FullAccess), default)).Value.Text;
        Assert.True(product.Tokens.ActorOf(token)!.May(Permission.AccessManage));

        Assert.Null((await product.Users.DisableAsync(Given.Owner, bob.Id, default)).Problem);
        Assert.Null(product.Sessions.Find(session.Session.Key));
        Assert.False(product.Tokens.ActorOf(token)!.May(Permission.EntriesRead));
        Assert.IsType<Problem.Unauthorized>((await product.TryAsync(People.Password, "bob@example.com")).Problem);

        Assert.Null((await product.Users.EnableAsync(Given.Owner, bob.Id, default)).Problem);
        Assert.Null(product.Sessions.Find(session.Session.Key));
        var again = await product.SignedInAsync("bob@example.com");
        Assert.Null((await product.Users.RemoveAsync(Given.Owner, bob.Id, default)).Problem);
        Assert.Null(product.Sessions.Find(again.Session.Key));
        Assert.IsType<Problem.NotFound>((await product.Users.GetAsync(Given.Owner, bob.Id, default)).Problem);
    }

    [Fact]
    public async Task Nobody_gives_or_takes_a_role_that_may_do_more_than_himself()
    {
        await using var product = await People.StartAsync(DatabaseKind.Sqlite);
        var manager = (await product.Get<RoleService>().CreateAsync(Given.Owner, new RoleForm("Manager", "", Rights.Everywhere([Permission.AccessManage, Permission.EntriesRead])), default)).Value;
        var bob = await JoinAsync(product, "bob@example.com", manager.Id);
        var actor = new Actor(ActorKind.User, bob.Id.Value, bob.Email, manager.Rights);
        var ann = new Id<User>(Given.Owner.Id);
        var invitations = product.Get<InvitationService>();
        var toOwner = (await invitations.InviteAsync(Given.Owner, "carl@example.com", Role.Owner, default)).Value.View.Invitation.Id;

        Problem?[] refused =
        [
            (await product.Users.ChangeAsync(actor, bob.Id, null, Role.Owner, default)).Problem,
            (await product.Users.ChangeAsync(actor, ann, "Mine", null, default)).Problem,
            (await product.Users.ChangeAsync(actor, ann, null, manager.Id, default)).Problem,
            (await product.Users.DisableAsync(actor, ann, default)).Problem,
            (await product.Users.RemoveAsync(actor, ann, default)).Problem,
            (await invitations.InviteAsync(actor, "dora@example.com", Role.Owner, default)).Problem,
            (await invitations.InviteAsync(actor, "dora@example.com", Role.Editor, default)).Problem,
            (await invitations.RenewAsync(actor, toOwner, default)).Problem,
            (await invitations.WithdrawAsync(actor, toOwner, default)).Problem,
        ];

        Assert.All(refused, problem => Assert.IsType<Problem.Forbidden>(problem));
        Assert.Null((await invitations.InviteAsync(actor, "dora@example.com", manager.Id, default)).Problem);
        Assert.Single(Given.Faults(await invitations.InviteAsync(Given.Owner, "emil@example.com", Role.Public, default)));
        Assert.Single(Given.Faults(await invitations.InviteAsync(Given.Owner, "emil@example.com", new Id<Role>(99), default)));
    }

    [Fact]
    public async Task Without_the_permission_nothing_is_told_of_people()
    {
        await using var product = await People.StartAsync(DatabaseKind.Sqlite);
        var invitations = product.Get<InvitationService>();
        foreach (var (actor, problem) in new[] { (Actor.Anonymous, typeof(Problem.Unauthorized)), (Given.Reader, typeof(Problem.Forbidden)) })
        {
            Assert.IsType(problem, (await product.Users.ListAsync(actor, null, Paging.First, default)).Problem);
            Assert.IsType(problem, (await product.Users.GetAsync(actor, new Id<User>(1), default)).Problem);
            Assert.IsType(problem, (await product.Users.ChangeAsync(actor, new Id<User>(1), "x", null, default)).Problem);
            Assert.IsType(problem, (await product.Users.DisableAsync(actor, new Id<User>(1), default)).Problem);
            Assert.IsType(problem, (await product.Users.EnableAsync(actor, new Id<User>(99), default)).Problem);
            Assert.IsType(problem, (await product.Users.RemoveAsync(actor, new Id<User>(99), default)).Problem);
            Assert.IsType(problem, (await invitations.ListAsync(actor, default)).Problem);
            Assert.IsType(problem, (await invitations.InviteAsync(actor, "x@example.com", Role.Author, default)).Problem);
            Assert.IsType(problem, (await invitations.WithdrawAsync(actor, new Id<Invitation>(99), default)).Problem);
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task People_are_found_by_name_and_e_mail(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind);
        await JoinAsync(product, "zoe@example.com", Role.Author, "Zoe Miller");
        await JoinAsync(product, "bob@elsewhere.example", Role.Editor, "Bob");

        async Task<string[]> FoundAsync(string? search) => [.. (await product.Users.ListAsync(Given.Owner, search, Paging.First, default)).Value.Items.Select(v => $"{v.User.DisplayName} {v.Role}")];

        Assert.Equal(["ann@example.com Owner", "Bob Editor", "Zoe Miller Author"], await FoundAsync(null));
        Assert.Equal(["Zoe Miller Author"], await FoundAsync("MILLER"));
        Assert.Equal(["Bob Editor"], await FoundAsync("elsewhere"));
        Assert.Empty(await FoundAsync("%"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Changing_the_password_asks_for_the_old_one_and_ends_all_other_sessions(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind);
        var ann = Given.Owner with { Name = People.Email };
        var (mine, other) = (await product.SignedInAsync(), await product.SignedInAsync());
        Task<Result<User>> ChangeAsync(string current, string password) => product.Profile.ChangePasswordAsync(ann, current, password, mine.Session.Session.Id, Home, default);

        Assert.Equal(["current_password: this is not your password"], Given.Faults(await ChangeAsync("wrong", "another good passphrase")));
        Assert.Equal(["password: password must be 12 to 256 characters"], Given.Faults(await ChangeAsync(People.Password, "short")));
        Assert.Null((await ChangeAsync(People.Password, "another good passphrase")).Problem);

        Assert.NotNull(product.Sessions.Find(mine.Session.Key));
        Assert.Null(product.Sessions.Find(other.Session.Key));
        for (var i = 0; i < 5; i++) await ChangeAsync("wrong", "yet another passphrase");
        Assert.IsType<Problem.RateLimited>((await ChangeAsync("another good passphrase", "yet another passphrase")).Problem);
    }

    private static string Token(NewInvitation made) => made.Path.Split("token=")[1];

    private static async Task<User> JoinAsync(ProductHarness product, string email, Id<Role> role, string name = "")
    {
        var invitations = product.Get<InvitationService>();
        var made = (await invitations.InviteAsync(Given.Owner, email, role, default)).Value;
        return (await invitations.AcceptAsync(Token(made), name, People.Password, default)).Value;
    }
}
