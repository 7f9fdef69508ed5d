using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContentHub.Testing;

namespace ContentHub.Server.Tests;

/// <summary>A running server with its own data and database; the caller's token may do everything.</summary>
public sealed class Site : IAsyncDisposable
{
    private readonly TempFolder _data = new();
    private readonly TestDatabase? _database;
    private ServerSettings _settings;

    private Site(ServerSettings settings, TestDatabase? database)
    {
        _database = database;
        _settings = settings with { DataDirectory = _data.Path, Database = database };
    }

    public ServerProcess Server { get; private set; } = null!;

    public Api Api { get; private set; } = null!;

    public TempFolder Data => _data;

    public ServerSettings Settings => _settings;

    /// <summary>The files in the uploads folder, those that are being received included.</summary>
    public IReadOnlyList<string> Uploads => Directory.Exists(_data["uploads"]) ? [.. Directory.EnumerateFiles(_data["uploads"], "*", SearchOption.AllDirectories).Select(f => Path.GetFileName(f))] : [];

    /// <summary>Starts one with the sample types.</summary>
    /// <param name="variables">Further settings as environment variables.</param>
    public static async Task<Site> StartAsync(DatabaseKind kind = DatabaseKind.Sqlite, params (string Name, string Value)[] variables)
    {
        var database = kind == DatabaseKind.PostgreSql ? await TestDatabase.CreateAsync(kind) : null;
        var settings = new ServerSettings("") { ApiToken = Given.Token, AdminEmail = Given.Email, AdminPassword = Given.Password, Sample = true, Variables = variables.ToDictionary(v => v.Name, v => v.Value) };
        var site = new Site(settings, database);
        try
        {
            await site.ComeUpAsync();
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server again on the same data and the same port.</summary>
    /// <param name="variables">Other settings; null for the same.</param>
    public async Task ComeUpAsync(IReadOnlyDictionary<string, string>? variables = null)
    {
        if (variables is not null) _settings = _settings with { Variables = variables };
        if (Server is not null)
        {
            Api.Dispose();
            await Server.DisposeAsync();
        }

        Server = await ServerProcess.StartAsync(_settings);
        // From now on this port.
        _settings = _settings with { Urls = Server.BaseAddress.GetLeftPart(UriPartial.Authority) };
        Api = Caller(Given.Token);
    }

    /// <summary>Somebody else; with null, nobody.</summary>
    public Api Caller(string? token) => new(Server.CreateClient(token));

    /// <summary>A receiver with a webhook of its own; both are gone when it is disposed.</summary>
    /// <param name="with">Properties of the webhook; null for all events.</param>
    /// <param name="respond">See <see cref="Receiver.Respond"/>.</param>
    public async Task<Hook> HookAsync(object? with = null, Func<ReceivedRequest, int, Answer>? respond = null)
    {
        var receiver = await Receiver.StartNewAsync(respond);
        var made = (await Api.PostAsync("/admin/api/webhooks", new { data = Given.Webhook(receiver.Address, with) })).Expect(HttpStatusCode.Created).Data;
        return new Hook(this, receiver, made);
    }

    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        if (Server is not null) await Server.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
        _data.Dispose();
    }
}

/// <summary>A webhook and its receiver.</summary>
public sealed class Hook(Site site, Receiver receiver, JsonElement made) : IAsyncDisposable
{
    public Receiver Receiver => receiver;

    public long Id { get; } = made.GetProperty("id").GetInt64();

    public string Secret { get; } = made.GetProperty("secret").GetString()!;

    public string Path => $"/admin/api/webhooks/{Id}";

    public async Task<JsonElement> ReadAsync() => (await site.Api.GetAsync(Path)).Expect(HttpStatusCode.OK).Data;

    public async Task<JsonElement> PatchAsync(object data) => (await site.Api.PatchAsync(Path, new { data })).Expect(HttpStatusCode.OK).Data;

    public async Task<JsonElement> SwitchAsync(bool on) => (await site.Api.PostAsync($"{Path}/{(on ? "enable" : "disable")}")).Expect(HttpStatusCode.OK).Data;

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> DeliveriesAsync(string query = "") => [.. (await site.Api.GetAsync($"{Path}/deliveries{query}")).Expect(HttpStatusCode.OK).Data.EnumerateArray()];

    /// <summary>The only delivery, with its attempts.</summary>
    public async Task<JsonElement> DeliveryAsync()
    {
        var delivery = Assert.Single(await DeliveriesAsync());
        return (await site.Api.GetAsync($"/admin/api/webhooks/deliveries/{delivery.GetProperty("id")}")).Expect(HttpStatusCode.OK).Data;
    }

    /// <summary>Waits until the only delivery is what is wanted.</summary>
    /// <param name="timeout">15 seconds when left out.</param>
    public async Task<JsonElement> DeliveryAsync(Func<JsonElement, bool> wanted, TimeSpan? timeout = null)
    {
        await Eventually.TrueAsync(async () => (await DeliveriesAsync()).Count == 1 && wanted(await DeliveryAsync()), timeout);
        return await DeliveryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (site.Server.ExitCode is null) await site.Api.DeleteAsync(Path);
        await receiver.DisposeAsync();
    }
}

/// <summary>One server per database for all tests of a class; each starts when the first test asks for it.</summary>
public sealed class Sites : IAsyncLifetime
{
    private readonly ConcurrentDictionary<DatabaseKind, Lazy<Task<Site>>> _sites = new();

    public Task<Site> OnAsync(DatabaseKind kind = DatabaseKind.Sqlite) => _sites.GetOrAdd(kind, k => new Lazy<Task<Site>>(() => Site.StartAsync(k))).Value;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var site in _sites.Values) await (await site.Value).DisposeAsync();
    }
}

/// <summary>Reads of JSON that tests need often.</summary>
public static class JsonReads
{
    public static string? Text(this JsonElement json, string property) => json.GetProperty(property).GetString();

    public static long Number(this JsonElement json, string property) => json.GetProperty(property).GetInt64();

    public static string[] Names(this JsonElement json) => [.. json.EnumerateObject().Select(p => p.Name)];

    public static JsonNode Node(this JsonElement json) => JsonNode.Parse(json.GetRawText())!;
}
