using System.Text;
using System.Text.Json;
using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Entries;
using ContentHub.Events;
using ContentHub.Jobs;
using ContentHub.Media;
using ContentHub.Persistence;
using ContentHub.PostgreSql;
using ContentHub.Sqlite;
using ContentHub.Testing;
using ContentHub.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ContentHub.Tests;

/// <summary>The product without HTTP: real services over a real database; the job engine and the clock are in the test's hand.</summary>
internal sealed class ProductHarness : IAsyncDisposable
{
    private readonly TestDatabase _rows;
    private readonly TempFolder _folder;
    private readonly bool _owns;
    private readonly ServiceProvider _services;

    private ProductHarness(TestDatabase rows, TempFolder folder, bool owns, IReadOnlyDictionary<string, string?> settings, NameResolver? names = null, Action<IServiceCollection>? parts = null)
    {
        _rows = rows;
        _folder = folder;
        _owns = owns;
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IJobEngine>(Engine);
        services.AddSingleton(_ => Dialect(rows));
        if (names is not null) services.AddSingleton(names);
        parts?.Invoke(services);
        services.AddLogging(log => log.SetMinimumLevel(LogLevel.Information).AddProvider(Log));
        services.AddContentHub(
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build(),
            new ContentHubOptions(folder["data"], folder["config"], "Development", KeysInDatabase: rows.Kind == DatabaseKind.PostgreSql));
        _services = services.BuildServiceProvider();
    }

    public SettableClock Clock { get; } = new();

    public HandEngine Engine { get; } = new();

    public LogLines Log { get; } = new();

    public TempFolder Folder => _folder;

    public Database Database => Get<Database>();

    public ContentTypeService Types => Get<ContentTypeService>();

    public EntryService Entries => Get<EntryService>();

    public EntryFinder Finder => Get<EntryFinder>();

    public MediaService Media => Get<MediaService>();

    public WebhookService Webhooks => Get<WebhookService>();

    public DeliveryLog Deliveries => Get<DeliveryLog>();

    public ILaneWork Drain => Get<ILaneWork>();

    public UserService Users => Get<UserService>();

    public SignInService SignIn => Get<SignInService>();

    public SessionService Sessions => Get<SessionService>();

    public ProfileService Profile => Get<ProfileService>();

    /// <summary>The first person, registered at the first call; the same as <see cref="Given.Owner"/>.</summary>
    public async Task<Actor> OwnerAsync()
    {
        if (!Users.HasOwner()) await Users.RegisterOwnerAsync(Given.Owner.Name, "correct horse battery", default);
        return Given.Owner;
    }

    public TokenService Tokens => Get<TokenService>();

    /// <summary>A product on an empty database with its tables made.</summary>
    /// <param name="settings">As of appsettings, for instance <c>("Webhooks:Linger", "00:00:01")</c>.</param>
    public static Task<ProductHarness> StartAsync(DatabaseKind kind, params (string Key, string Value)[] settings) => StartAsync(kind, null, settings);

    /// <param name="parts">Parts in place of the product's own.</param>
    public static Task<ProductHarness> StartAsync(DatabaseKind kind, Action<IServiceCollection> parts) => StartAsync(kind, null, parts, []);

    /// <param name="names">Where names of hosts lead; null for what the machine says.</param>
    public static Task<ProductHarness> StartAsync(DatabaseKind kind, NameResolver? names, params (string Key, string Value)[] settings) => StartAsync(kind, names, null, settings);

    private static async Task<ProductHarness> StartAsync(DatabaseKind kind, NameResolver? names, Action<IServiceCollection>? parts, (string Key, string Value)[] settings)
    {
        var folder = new TempFolder();
        Directory.CreateDirectory(folder["data"]);
        var harness = new ProductHarness(await TestDatabase.CreateAsync(kind), folder, owns: true, Brisk(settings), names, parts);
        harness.Database.Migrate();
        return harness;
    }

    /// <summary>Another process on the same database and data directory.</summary>
    public ProductHarness AnotherNode(params (string Key, string Value)[] settings) => new(_rows, _folder, owns: false, Brisk(settings));

    public static ISqlDialect Dialect(TestDatabase rows) =>
        rows.Kind == DatabaseKind.Sqlite ? new SqliteDialect(rows.ConnectionString) : new PostgreSqlDialect(rows.ConnectionString);

    // A drained lane ends at once instead of listening for two seconds.
    private static Dictionary<string, string?> Brisk((string Key, string Value)[] settings) =>
        settings.Append((Key: "Webhooks:Linger", Value: "00:00:00.020")).DistinctBy(s => s.Key).ToDictionary(s => s.Key, s => (string?)s.Value);

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Starts what runs in the background: the bell that asks the engine.</summary>
    public async Task StartBackgroundAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
    }

    /// <summary>Lets the engine carry out what it is asked, as a real one does.</summary>
    public Task StartDrainingAsync()
    {
        Engine.Carry = () => Drain;
        return StartBackgroundAsync();
    }

    public async Task<ContentType> TypeAsync(string json) => (await Types.CreateAsync(Given.Owner, Given.TypeForm(json), default)).Value;

    public async Task<ContentType> ChangeTypeAsync(ContentType type, string json) => (await TryChangeTypeAsync(type, json)).Value;

    public Task<Result<ContentType>> TryChangeTypeAsync(ContentType type, string json) => Types.UpdateAsync(Given.Owner, type.Id, Given.TypeForm(json), default);

    public Task<Result<EntryView>> TryEntryAsync(string route, string json) => Entries.CreateAsync(Given.Owner, route, new EntrySave(Given.Json(json)), default);

    public async Task<EntryView> EntryAsync(string route, string json) => (await TryEntryAsync(route, json)).Value;

    public Task<Result<EntryView>> TryChangeAsync(string route, EntryView entry, string json, int? version = null) =>
        Entries.UpdateAsync(Given.Owner, route, entry.Entry.DocumentId, new EntrySave(Given.Json(json)) { Expected = version is { } seen ? [new EntryVersion(entry.Entry.Id, seen)] : null }, default);

    public async Task<EntryView> ChangeAsync(string route, EntryView entry, string json) => (await TryChangeAsync(route, entry, json)).Value;

    public Task<Result<Done>> TryRemoveAsync(string route, EntryView entry) => Entries.DeleteAsync(Given.Owner, route, entry.Entry.DocumentId, null, default);

    /// <summary>As a fresh read shows it, with relations and files.</summary>
    public async Task<JsonElement> ShownAsync(string route, EntryView entry) =>
        Json((await Finder.GetAsync(Given.Owner, route, entry.Entry.DocumentId, EntryQuery.Everything, default)).Value);

    public static JsonElement Json(EntryView view)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes)) view.Write(json, SystemNames.Snake);
        return JsonElement.Parse(bytes.ToArray());
    }

    /// <summary>A webhook with a receiver's address; all events unless told.</summary>
    public async Task<Webhook> WebhookAsync(Uri target, Func<WebhookForm, WebhookForm>? with = null)
    {
        var form = new WebhookForm { Url = target.ToString(), Events = ["*"] };
        return (await Webhooks.CreateAsync(Given.Owner, with?.Invoke(form) ?? form, default)).Value.View.Webhook;
    }

    public async Task<Webhook> ChangeWebhookAsync(Webhook webhook, Func<WebhookForm, WebhookForm> with)
    {
        var view = (await Webhooks.GetAsync(Given.Owner, webhook.Id, default)).Value;
        return (await Webhooks.UpdateAsync(Given.Owner, webhook.Id, with(WebhookJson.FormOf(view)), default)).Value.Webhook;
    }

    /// <summary>The whole log of events, oldest first.</summary>
    public Task<List<Event>> EventsAsync() => Database.ReadAsync(db => db.Events.OrderBy(e => e.Id).ToListAsync(), default);

    /// <summary>What is queued for one webhook, with what became of it, oldest first.</summary>
    public Task<List<Delivery>> DeliveriesAsync(Webhook webhook) =>
        Database.ReadAsync(db => db.Deliveries.Where(d => d.WebhookId == webhook.Id).OrderBy(d => d.Id).ToListAsync(), default);

    public Task DrainAsync(Webhook webhook, CancellationToken ct = default) => Drain.DrainAsync(LaneBell.LaneOf(webhook.Id), ct);

    public async Task<StagedFile> StageAsync(byte[] bytes, string name) => (await Media.StageAsync(Given.Owner, new MemoryStream(bytes), name, default)).Value;

    public async Task<MediaView> FileAsync(string name = "image.png") => (await Media.AddAsync(Given.Owner, [await StageAsync(Given.Png, name)], default)).Value[0];

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>()) await service.StopAsync(CancellationToken.None);
        await Engine.AllDrainsAsync();
        await _services.DisposeAsync();
        if (!_owns) return;
        await _rows.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>Boring valid things, and short ways to say what was refused.</summary>
internal static class Given
{
    public static Actor Owner { get; } = new(ActorKind.User, 1, "owner@example.com", Rights.All);

    public static Actor Reader { get; } = new(ActorKind.Token, 1, "reader", Rights.ReadOnly);

    /// <summary>A picture of one pixel.</summary>
    public static byte[] Png { get; } = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    public const string Page = """{"name":"page","attributes":{"title":{"type":"string"}}}""";

    public static JsonElement Json(string json) => JsonElement.Parse(Encoding.UTF8.GetBytes(json));

    public static ContentTypeForm TypeForm(string json) => ContentTypeJson.Read(Json(json)).Value;

    /// <summary>The faults as <c>path/to/field: message</c>.</summary>
    public static string[] Faults<T>(Result<T> result) =>
        [.. Assert.IsType<Problem.Invalid>(result.Problem).Errors.Select(e => $"{string.Join('/', e.Path)}: {e.Message}")];
}
