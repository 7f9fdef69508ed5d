using System.Security.Claims;
using ContentHub.Access;
using ContentHub.Testing;

namespace ContentHub.Tests.Access;

/// <summary>Who somebody from a provider is here. That the provider's word is genuine is the framework's handler's work; the browser tests go through it with a real provider.</summary>
public sealed class OpenIdSignInTests
{
    private const string Issuer = "https://login.example.com";
    private static readonly (string, string)[] Settings = [("OpenId:Authority", Issuer), ("OpenId:ClientId", "contenthub")];

    [Theory, OnSqlite, OnPostgreSql]
    public async Task An_invitation_that_has_run_out_lets_nobody_in(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind, Settings);
        var invitations = product.Get<InvitationService>();
        _ = (await invitations.InviteAsync(Given.Owner, "late@example.com", Role.Owner, default)).Value;
        _ = (await invitations.InviteAsync(Given.Owner, "prompt@example.com", Role.Editor, default)).Value;

        product.Clock.Advance(TimeSpan.FromDays(6));
        Assert.Equal(Role.Editor, (await InAsync(product, "1", "Prompt@example.com")).User.RoleId);
        product.Clock.Advance(TimeSpan.FromDays(1));
        Assert.IsType<Problem.Unauthorized>((await SignInAsync(product, "2", "late@example.com")).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Whoever_is_new_gets_the_role_that_the_settings_name_and_keeps_the_account_under_another_e_mail(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind, [.. Settings, ("OpenId:NewUsersRole", "Author")]);

        var joined = await InAsync(product, "subject-1", "new@example.com", ("name", "New Person"));
        var again = await InAsync(product, "subject-1", "renamed@example.com");

        Assert.Equal((Role.Author, "New Person", false), (joined.User.RoleId, joined.User.Name, joined.User.HasPassword));
        Assert.Equal(joined.User.Id, again.User.Id);
        // Nobody else gets it by the old address, and no password opens it.
        Assert.Contains("belongs to somebody else", (await SignInAsync(product, "subject-2", "new@example.com")).Problem!.Message, StringComparison.Ordinal);
        foreach (var password in new[] { "", " ", People.Password }) Assert.IsType<Problem.Unauthorized>((await product.TryAsync(password, "new@example.com")).Problem);
    }

    [Theory]
    [InlineData("author")]
    [InlineData("Public")]
    [InlineData("Nobody has heard of it")]
    public async Task A_role_for_newcomers_that_does_not_fit_lets_nobody_in(string role)
    {
        await using var product = await People.StartAsync(DatabaseKind.Sqlite, [.. Settings, ("OpenId:NewUsersRole", role)]);

        Assert.IsType<Problem.Unauthorized>((await SignInAsync(product, "1", "new@example.com")).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_second_factor_of_ours_is_asked_for_whatever_the_provider_says(DatabaseKind kind)
    {
        await using var product = await People.StartAsync(kind, Settings);
        var profiles = product.Get<ProfileService>();
        var ann = new Actor(ActorKind.User, (await product.SignedInAsync()).User.Id.Value, People.Email, Rights.All);
        var setup = (await profiles.PrepareSecondFactorAsync(ann, People.Password, Caller.Here, default)).Value;
        Assert.IsType<SignInStep.SignedIn>((await SignInAsync(product, "ann", People.Email)).Value);   // linked while there is none yet
        _ = (await profiles.ConfirmSecondFactorAsync(ann, Totp.Code(SecondFactorTests.Bytes(setup.Secret), Totp.Step(product.Clock.GetUtcNow())), null, default)).Value;

        Assert.IsType<SignInStep.CodeNeeded>((await SignInAsync(product, "ann", People.Email)).Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("false")]
    public async Task An_address_that_the_provider_does_not_vouch_for_links_nothing(string? verified)
    {
        await using var product = await People.StartAsync(DatabaseKind.Sqlite, Settings);

        Assert.Contains("no verified e-mail", (await product.Get<OpenIdSignIn>().SignInAsync(Said("1", People.Email, verified), Caller.Here, default)).Problem!.Message, StringComparison.Ordinal);
    }

    private static async Task<SignInStep.SignedIn> InAsync(ProductHarness product, string subject, string email, params (string, string)[] more) => Assert.IsType<SignInStep.SignedIn>((await SignInAsync(product, subject, email, more)).Value);

    private static Task<Result<SignInStep>> SignInAsync(ProductHarness product, string subject, string email, params (string, string)[] more) => product.Get<OpenIdSignIn>().SignInAsync(Said(subject, email, "true", more), Caller.Here, default);

    private static ClaimsPrincipal Said(string subject, string email, string? verified, params (string Type, string Value)[] more)
    {
        List<(string Type, string Value)> claims = [("iss", Issuer), ("sub", subject), ("email", email), .. more];
        if (verified is not null) claims.Add(("email_verified", verified));
        return new ClaimsPrincipal(new ClaimsIdentity(claims.Select(c => new Claim(c.Type, c.Value)), "test"));
    }
}
