using System.ComponentModel.DataAnnotations;
using System.Globalization;
using ContentHub.Admin;
using ContentHub.Admin.Language;
using ContentHub.Http;
using ContentHub.Jobs;
using ContentHub.Persistence;
using ContentHub.PostgreSql;
using ContentHub.Sqlite;
using ContentHub.Webhooks;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using Npgsql;

namespace ContentHub.Server;

/// <summary>The section <c>Storage</c>.</summary>
internal sealed record StorageOptions
{
    /// <summary>Database, uploads and keys; relative to the folder of <c>appsettings.json</c>.</summary>
    [Required]
    public string DataDirectory { get; init; } = "data";
}

/// <summary>The section <c>Database</c>.</summary>
internal sealed record DatabaseOptions
{
    /// <summary><c>Sqlite</c> or <c>PostgreSql</c>.</summary>
    public JobStorageProvider Provider { get; init; } = JobStorageProvider.Sqlite;

    /// <summary>Empty with SQLite: <c>contenthub.db</c> in the data directory.</summary>
    public string ConnectionString { get; init; } = "";
}

/// <summary>Puts the product together: settings, database, job engine, rooms, panel.</summary>
internal static class ServerHost
{
    public const string DefaultUrl = "http://localhost:1337";

    /// <summary>Builds the host; opens no port and no table yet.</summary>
    /// <param name="args">Settings as <c>--Section:Key=value</c>; <c>--urls</c>.</param>
    /// <param name="change">Last word on the settings, for commands.</param>
    public static WebApplication Build(IEnumerable<string> args, Action<WebApplicationBuilder>? change = null)
    {
        var home = FindHome();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = [.. args],
            ContentRootPath = home,
            WebRootPath = "wwwroot",
            // From a checkout one is developing, unless one says otherwise; a published server is in production.
            EnvironmentName = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
                ?? (File.Exists(Path.Combine(home, "ContentHub.sln")) ? "Development" : "Production"),
        });
        change?.Invoke(builder);
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]) && builder.Configuration["HTTP_PORTS"] is null) builder.WebHost.UseUrls(DefaultUrl);
        builder.WebHost.UseStaticWebAssets();   // the panel's assets also when the build output runs in Production
        // Then as they were compressed by the build; only a developer changes them while the server runs.
        if (!builder.Environment.IsDevelopment()) builder.Configuration["ReloadStaticAssetsAtRuntime"] ??= "false";
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 16 * 1024 * 1024;   // multipart bodies lift it, their parts have limits of their own
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            kestrel.Limits.MaxRequestHeaderCount = 100;
            kestrel.Limits.MaxRequestLineSize = 64 * 1024;   // far above the limit that the pipeline sets and explains
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));   // who sends slower holds a connection for nothing
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);   // its lines hold whole addresses, and queries may hold a hook's secret; and it makes an Activity for each request that nobody looks at
        builder.Logging.AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
        if (builder.Configuration["Logging:Console:FormatterName"] is null) builder.Logging.AddConsole(console => console.FormatterName = LineFormatter.FormatterName);
        builder.Host.ConfigureHostOptions(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        AddServices(builder, home);
        return Wire(builder.Build());
    }

    /// <summary>The folder with <c>appsettings.json</c> and <c>config</c>: the environment variable <c>CONTENTHUB_HOME</c>, or the first folder upwards from the program that holds <c>config/environments</c>: the checkout, or the published folder.</summary>
    private static string FindHome()
    {
        if (Environment.GetEnvironmentVariable("CONTENTHUB_HOME") is { Length: > 0 } chosen)
            return Directory.Exists(chosen) ? Path.GetFullPath(chosen) : throw new CannotStartException($"the folder {chosen} that CONTENTHUB_HOME names does not exist.");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, "config", "environments"))) return folder.FullName;
        throw new CannotStartException($"no folder config/environments above {AppContext.BaseDirectory}.");
    }

    private static void AddServices(WebApplicationBuilder builder, string home)
    {
        var settings = builder.Configuration;
        var storage = settings.GetSection("Storage").Get<StorageOptions>() ?? new StorageOptions();
        var database = ReadDatabase(settings);
        var data = Path.GetFullPath(storage.DataDirectory, home);
        DataDirectory.MakeReady(data);

        var shared = database.Provider == JobStorageProvider.PostgreSql;
        builder.Services.AddSingleton<ISqlDialect>(_ => shared
            ? new PostgreSqlDialect(database.ConnectionString)
            : new SqliteDialect(database.ConnectionString is { Length: > 0 } own ? own : $"Data Source={Path.Combine(data, "contenthub.db")}"));
        builder.Services.AddContentHub(settings, new ContentHubOptions(data, Path.Combine(home, "config"), builder.Environment.EnvironmentName, KeysInDatabase: shared));
        var webhooks = settings.GetSection("Webhooks").Get<WebhookOptions>() ?? new WebhookOptions();
        builder.Services.AddJobEngine(new JobStorage(database.Provider, shared ? database.ConnectionString : $"Data Source={Path.Combine(data, "jobs.db")}", webhooks.SweepEvery));
        AddLanguages(builder.Services, Path.Combine(home, "config", "languages"));
        builder.Services.AddAdmin();
        builder.Services.AddMetricsExport();
        builder.Services.AddOptions<BootstrapOptions>().BindConfiguration("Bootstrap", binder => binder.ErrorOnUnknownConfiguration = true);
        builder.Services.AddSingleton<FirstSteps>();
    }

    /// <summary>The panel's; the API speaks English, as its clients match its words.</summary>
    private static void AddLanguages(IServiceCollection services, string folder)
    {
        try
        {
            Texts.Load(folder);
        }
        catch (InvalidDataException fault)
        {
            throw new CannotStartException(fault.Message);
        }

        services.AddRequestLocalization(options =>
        {
            // Numbers and dates that are read back stay as machines write them.
            options.DefaultRequestCulture = new(CultureInfo.InvariantCulture, CultureInfo.GetCultureInfo(Texts.English));
            options.SupportedCultures = [CultureInfo.InvariantCulture];
            options.SupportedUICultures = [.. Texts.Languages.Select(CultureInfo.GetCultureInfo)];
            options.RequestCultureProviders = [new CookieRequestCultureProvider { CookieName = Texts.Cookie }, new AcceptLanguageHeaderRequestCultureProvider()];
        });
    }

    private static DatabaseOptions ReadDatabase(ConfigurationManager settings)
    {
        var section = settings.GetSection("Database");
        if (section["Provider"] is { } name && (!Enum.TryParse<JobStorageProvider>(name, ignoreCase: true, out var known) || !Enum.IsDefined(known) || char.IsDigit(name[0])))
            throw new CannotStartException($"Database:Provider is '{name}'; it must be Sqlite or PostgreSql.");
        var options = section.Get<DatabaseOptions>() ?? new DatabaseOptions();
        if (options.Provider != JobStorageProvider.PostgreSql) return options;
        if (options.ConnectionString.Length == 0) throw new CannotStartException("Database:ConnectionString is empty; PostgreSql needs one such as 'Host=…;Database=…;Username=…;Password=…'.");
        try
        {
            _ = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        }
        catch (ArgumentException fault)
        {
            throw new CannotStartException($"Database:ConnectionString is not a connection string: {fault.Message}");
        }

        return options;
    }

    private static void Strictly(BinderOptions binder) => binder.ErrorOnUnknownConfiguration = true;

    private static bool IsPage(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/admin", StringComparison.OrdinalIgnoreCase) && !http.Request.Path.StartsWithSegments("/admin/api", StringComparison.OrdinalIgnoreCase);

    private static WebApplication Wire(WebApplication app)
    {
        if ((app.Configuration.GetSection("Proxy").Get<ProxyOptions>(Strictly) ?? new ProxyOptions()).Read() is { } proxies) app.UseForwardedHeaders(proxies);
        app.UseApiEnvelope();
        app.UseWhen(IsPage, panel => panel.UseExceptionHandler("/admin/error", createScopeForErrors: true));
        app.UseWhen(http => IsPage(http) || http.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase), panel => panel.UseRequestLocalization());
        app.UseRouting();
        app.UseCrossOrigin();
        app.UseActors();
        app.UseRateLimits();
        app.UseKeptAnswers();
        app.UseEndpointAccess();
        app.UseCookieWriteGuard();
        app.UseIdempotencyKeys();
        app.UseAntiforgery();

        app.MapStaticAssets().IsPublic();
        app.MapContentHub();
        app.MapMetricsExport();
        app.MapJobDashboard(ContentHubServices.OwnerPolicy);
        app.MapAdmin();   // pages say themselves who may see them; the fallback policy asks for a signed-in user
        app.MapGet("/", () => Results.Redirect("/admin")).IsPublic();
        return app;
    }
}
