using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Persistence;
using ContentHub.Webhooks;
using Microsoft.Extensions.Options;

namespace ContentHub.Server;

/// <summary>The section <c>Bootstrap</c>: what an unattended start puts into an empty database; ignored later.</summary>
internal sealed record BootstrapOptions
{
    /// <summary>E-mail of the owner; empty for none.</summary>
    public string AdminEmail { get; init; } = "";

    /// <summary>At least 12 characters.</summary>
    public string AdminPassword { get; init; } = "";

    /// <summary>Text of a full-access token; empty for none.</summary>
    public string ApiToken { get; init; } = "";

    /// <summary>Adds the types <c>address</c> and <c>category</c>.</summary>
    public bool Sample { get; init; }
}

/// <summary>What happens between the opening of the database and the opening of the port.</summary>
internal sealed partial class FirstSteps(
    Database database, ISqlDialect dialect, ContentTypeService types, ContentTypeFiles files, UserService users, TokenService tokens, DeliveryStore deliveries,
    ContentHubOptions options, IOptions<BootstrapOptions> bootstrap, DefaultHeaders defaults, ILogger<FirstSteps> log)
{
    public async Task TakeAsync(CancellationToken ct)
    {
        LogSettings(log, options.Environment, options.DataDirectory, defaults.Current.Count);
        Migrate();
        var empty = !users.HasOwner() && (await tokens.ListAsync(Actor.System, Paging.First, ct)).Value.Total == 0;
        if (empty) await BootstrapAsync(bootstrap.Value, ct);
        (await files.ApplyAsync(Path.Combine(options.ConfigDirectory, "content-types"), ct)).OrStop("config/content-types");
        if (dialect.IsEmbedded) await deliveries.ForgetLeasesAsync(ct);
    }

    public void Migrate()
    {
        try
        {
            database.Migrate();
        }
        catch (System.Data.Common.DbException fault)
        {
            throw new CannotStartException($"the database cannot be opened or brought to this version: {fault.Message}");
        }
    }

    private async Task BootstrapAsync(BootstrapOptions wanted, CancellationToken ct)
    {
        if (wanted.AdminEmail.Length > 0) (await users.RegisterOwnerAsync(wanted.AdminEmail, wanted.AdminPassword, ct)).OrStop("Bootstrap:AdminEmail, Bootstrap:AdminPassword");
        if (wanted.ApiToken.Length > 0)
        {
            if (wanted.ApiToken.Length < 16) throw new CannotStartException("Bootstrap:ApiToken must have at least 16 characters.");
            (await tokens.CreateAsync(Actor.System, new TokenForm("bootstrap", ApiTokenType.FullAccess), wanted.ApiToken, ct)).OrStop("Bootstrap:ApiToken");
        }

        if (wanted.Sample) (await types.ApplyAsync(Actor.System, SampleTypes.All, ct)).OrStop("Bootstrap:Sample");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Environment {Environment}, data in {DataDirectory}, {Count} default webhook headers.")]
    private static partial void LogSettings(ILogger log, string environment, string dataDirectory, int count);
}

/// <summary>Refusals at start.</summary>
internal static class StartResults
{
    /// <exception cref="CannotStartException">There is a problem; the message names where it lies.</exception>
    public static T OrStop<T>(this Result<T> result, string where) => result.Ok(out var value, out var problem)
        ? value
        : throw new CannotStartException(problem is Problem.Invalid invalid
            ? $"{where}: {string.Join("; ", invalid.Errors.Select(e => e.Path.Count > 0 ? $"{string.Join('.', e.Path)}: {e.Message}" : e.Message))}"
            : $"{where}: {problem.Message}");
}

/// <summary>The types of the example in the documentation.</summary>
internal static class SampleTypes
{
    public static IReadOnlyList<ContentTypeForm> All { get; } =
    [
        new("category", "categories", "Category", ContentTypeKind.Collection, Attributes(new StringAttribute { Name = "name", Required = true })),
        new("address", "addresses", "Address", ContentTypeKind.Collection, Attributes(
            new JsonAttribute { Name = "geolocation" },
            new StringAttribute { Name = "city", Required = true },
            new StringAttribute { Name = "postal_code" },
            new RelationAttribute { Name = "category", Relation = RelationKind.ManyToOne, Target = "category" },
            new StringAttribute { Name = "full_name" },
            new MediaAttribute { Name = "cover" },
            new MediaAttribute { Name = "images", Multiple = true })),
    ];

    private static AttributeForm[] Attributes(params ContentAttribute[] attributes) => [.. attributes.Select(a => new AttributeForm(a))];
}
