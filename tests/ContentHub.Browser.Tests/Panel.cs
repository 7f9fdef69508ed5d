using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using ContentHub.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ContentHub.Browser.Tests;

/// <summary>The built server as its own process on a free port of this machine, with an owner, and one browser. Shared by all tests of a class.</summary>
/// <remarks>The browser is <c>/usr/bin/chromium</c> unless <c>CHROMIUM_PATH</c> names another.</remarks>
public class Panel : IAsyncLifetime
{
    private static readonly string[] Flags =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private const string PersonPassword = "correct horse battery";

    private readonly string _data = Directory.CreateTempSubdirectory("contenthub-browser-").FullName;
    private readonly int _port = FreePort();
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private ServerProcess? _server;
    private string? _session;

    /// <summary>Without a slash at the end.</summary>
    public string Address => $"http://127.0.0.1:{_port}";

    /// <summary>How the server is set up.</summary>
    public virtual ServerSettings Settings => new(_data) { Urls = Address, Sample = true };

    /// <summary>A fresh window in which the owner is signed in.</summary>
    /// <param name="locale">What the browser prefers.</param>
    public async Task<IPage> OpenAsync(string path, int width = 1440, ColorScheme theme = ColorScheme.Light, string locale = "en-US")
    {
        _session ??= await SignInAsync();
        return await OpenWithAsync(_session, path, width, theme, locale);
    }

    /// <summary>A fresh window without cookies.</summary>
    public Task<IPage> OpenSignedOutAsync(string path, int width = 1440, ColorScheme theme = ColorScheme.Light) => OpenWithAsync(null, path, width, theme);

    /// <summary>As <see cref="OpenAsync"/>, and the page's handlers answer.</summary>
    public async Task<IPage> OpenReadyAsync(string path, int width = 1440, ColorScheme theme = ColorScheme.Light, string locale = "en-US")
    {
        var page = await OpenAsync(path, width, theme, locale);
        await ReadyAsync(page);
        return page;
    }

    /// <summary>Handlers answer once the circuit stands; until then a click is lost.</summary>
    public static Task ReadyAsync(IPage page) => page.Locator("html[data-interactive]").WaitForAsync();

    /// <summary>Fills the form in and sends it.</summary>
    public static async Task SubmitSignInAsync(IPage page, string email, string password)
    {
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    /// <summary>A person with a role, straight into the database.</summary>
    public async Task AddPersonAsync(string email, long role)
    {
        await using (var database = new SqliteConnection($"Data Source={Path.Combine(_data, "contenthub.db")};Pooling=False"))
        {
            await database.OpenAsync();
            await using var command = database.CreateCommand();
            command.CommandText = """
                INSERT INTO users (id, email, normalized_email, name, password_hash, last_code_step, created_at, role_id)
                SELECT MAX(id) + 1, @email, upper(@email), '', @hash, 0, 0, @role FROM users;
                UPDATE cache_stamps SET stamp = stamp + 1 WHERE name = 'access'
                """;
            command.Parameters.AddWithValue("@email", email);
            command.Parameters.AddWithValue("@hash", new PasswordHasher<object>().HashPassword(this, PersonPassword));
            command.Parameters.AddWithValue("@role", role);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>A fresh window in which that person is signed in.</summary>
    public async Task<IPage> OpenAsPersonAsync(string email, string path, int width = 1440)
    {
        var page = await OpenSignedOutAsync("/admin/sign-in", width);
        await SubmitSignInAsync(page, email, PersonPassword);
        await Expect(page).ToHaveURLAsync(Address + "/admin");
        await page.GotoAsync(path);
        await ReadyAsync(page);
        return page;
    }

    /// <summary>A client of the API; the caller disposes it.</summary>
    public HttpClient CreateClient(string? token) => _server!.CreateClient(token);

    /// <summary>Stops the server as a crash does.</summary>
    public void Kill() => _server!.Kill();

    /// <summary>Starts it (again) at the same address on the same data; returns when it answers.</summary>
    public async Task StartAsync() => _server = await ServerProcess.StartAsync(Settings);

    /// <inheritdoc/>
    public virtual async Task InitializeAsync()
    {
        SetDefaultExpectTimeout(30_000);   // a busy machine is slow, not wrong
        await StartAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } path ? path : "/usr/bin/chromium",
            Args = Flags,
        });
    }

    /// <inheritdoc/>
    public virtual async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private async Task<IPage> OpenWithAsync(string? session, string path, int width, ColorScheme theme, string locale = "en-US")
    {
        var context = await _browser!.NewContextAsync(new() { BaseURL = Address, ColorScheme = theme, Locale = locale, StorageState = session, ViewportSize = new() { Width = width, Height = 900 } });
        context.SetDefaultTimeout(30_000);
        var page = await context.NewPageAsync();
        await page.GotoAsync(path);
        return page;
    }

    private async Task<string> SignInAsync()
    {
        var page = await OpenSignedOutAsync("/admin/sign-in");
        await SubmitSignInAsync(page, Settings.AdminEmail!, Settings.AdminPassword!);
        await Expect(page).ToHaveURLAsync(Address + "/admin");
        return await page.Context.StorageStateAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>As right after the installation: no owner, no token, the sample types.</summary>
public sealed class FreshPanel : Panel
{
    public override ServerSettings Settings => base.Settings with { AdminEmail = null, AdminPassword = null, ApiToken = null };
}

/// <summary>As it runs for readers and editors, not for developers.</summary>
public sealed class ProductionPanel : Panel
{
    public override ServerSettings Settings => base.Settings with { Environment = "Production" };
}

/// <summary>With a webhook and deliveries to it: one arrived, one did not.</summary>
public sealed class BusyPanel : Panel
{
    private Receiver? _receiver;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _receiver = await Receiver.StartNewAsync((request, _) => request.Text.Contains("Nowhere", StringComparison.Ordinal) ? new Answer(503, "closed") : new Answer(200, """{"ok":true}"""));
        using var client = CreateClient(Settings.ApiToken);
        await client.SendJsonAsync("/admin/api/webhooks", new { data = new { name = "Search index", url = $"{_receiver.Address}hook?key=secret", events = new[] { "entry.*" }, headers = new { Authorization = "Bearer abc" } } });
        await client.SendJsonAsync("/api/addresses", new { data = new { city = "Paris" } });
        await client.SendJsonAsync("/api/addresses", new { data = new { city = "Nowhere" } });
        await _receiver.WaitForAsync(2);
    }
}

/// <summary>For tests that need content before there are pages to make it.</summary>
internal static class Api
{
    /// <returns>The answer.</returns>
    public static async Task<JsonElement> SendJsonAsync(this HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
