using System.Collections.Concurrent;
using ContentHub.Testing;

namespace ContentHub.Conformance.Tests;

/// <summary>All servers of a run; each starts when the first test asks for it, and has the types of <see cref="Types"/>.</summary>
public sealed class Targets : IAsyncLifetime
{
    private readonly ConcurrentDictionary<Place, Lazy<Task<Target>>> _targets = new();

    /// <summary>The server of a place.</summary>
    public Task<Target> OnAsync(Place place) => _targets.GetOrAdd(place, p => new Lazy<Task<Target>>(() => Target.StartAsync(p))).Value;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var target in _targets.Values) await (await target.Value).DisposeAsync();
    }
}

/// <summary>All classes share the servers, and take turns.</summary>
[CollectionDefinition(Name)]
public sealed class Conformance : ICollectionFixture<Targets>
{
    public const string Name = "Conformance";
}

/// <summary>One server under test, with types under names of this run's own.</summary>
public sealed class Target : IAsyncDisposable
{
    private const string OwnToken = "conformance-token-0123456789abcdef0123456789";

    private readonly ConcurrentDictionary<string, Lazy<Task<object>>> _once = new();
    private readonly TempFolder _data = new();
    private TestDatabase? _database;
    private ServerProcess? _server;

    private Target(Place place) => Place = place;

    public Place Place { get; }

    /// <summary>The caller that may do everything.</summary>
    public Api Api { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    public string Token { get; private set; } = OwnToken;

    /// <summary>Begins every name of a type: a few letters that no other run has, and a dash.</summary>
    public string Prefix { get; } = $"c{Guid.NewGuid().ToString("N")[..6]}-";

    /// <summary>Name of a type of this run: <c>product</c> → <c>c12ab34-product</c>; of a component: <c>parts.seo</c> → <c>c12ab34-parts.seo</c>.</summary>
    public string this[string name] => Prefix + name;

    internal static async Task<Target> StartAsync(Place place)
    {
        var target = new Target(place);
        try
        {
            await target.ComeUpAsync();
            target.Api = target.Caller(target.Token);
            await Types.DefineAsync(target);
            return target;
        }
        catch
        {
            await target.DisposeAsync();
            throw;
        }
    }

    /// <summary>Address of a type's entries, by its plural (or of a single type, by its name).</summary>
    public string Path(string plural) => $"/api/{Prefix}{plural}";

    /// <summary>Failures that our own server wrote to its log, the newest last; empty for a server that was given.</summary>
    public string Failures => string.Join("\n", (_server?.Output ?? "").Split("\nfail: ").Skip(1).TakeLast(3).Select(f => f.Length > 3000 ? f[..3000] : f));

    /// <summary>Somebody else; with null, nobody.</summary>
    public Api Caller(string? token) => new(new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address, DefaultRequestHeaders = { Authorization = token is null ? null : new("Bearer", token) } });

    /// <summary>Makes something that several tests share, the first time it is asked for.</summary>
    public async Task<T> OnceAsync<T>(string name, Func<Task<T>> make) where T : notnull =>
        (T)await _once.GetOrAdd(name, _ => new Lazy<Task<object>>(async () => await make())).Value;

    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
        _data.Dispose();
    }

    private async Task ComeUpAsync()
    {
        if (Place == Place.Given)
        {
            Address = new Uri(Wishes.Url!);
            Token = Wishes.Token ?? throw new InvalidOperationException("CONTENTHUB_CONFORMANCE_URL needs CONTENTHUB_CONFORMANCE_TOKEN: a full-access token.");
            return;
        }

        if (Place == Place.PostgreSql) _database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql);
        var variables = Place == Place.CamelCase ? new Dictionary<string, string> { ["Api__SystemFields"] = "CamelCase" } : [];
        _server = await ServerProcess.StartAsync(new ServerSettings(_data.Path) { Database = _database, ApiToken = OwnToken, Variables = variables });
        Address = _server.BaseAddress;
    }
}
