using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Microsoft.Playwright;

namespace ContentHub.Browser.Tests;

/// <summary>The built server as its own process on a free port of this machine, and one browser. Shared by all tests of a class.</summary>
/// <remarks>The browser is <c>/usr/bin/chromium</c> unless <c>CHROMIUM_PATH</c> names another.</remarks>
public sealed class Panel : IAsyncLifetime
{
    private static readonly string[] Flags =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private readonly string _data = Directory.CreateTempSubdirectory("contenthub-browser-").FullName;
    private readonly int _port = FreePort();
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private Process? _server;

    /// <summary>Of the owner.</summary>
    public const string Email = "owner@example.com";

    /// <summary>Of the owner.</summary>
    public const string Password = "Correct-horse-battery-1";

    /// <summary>A full-access token of the API.</summary>
    public const string Token = "test-token-0123456789abcdef0123456789abcdef";

    /// <summary>Without a slash at the end.</summary>
    public string Address => $"http://127.0.0.1:{_port}";

    /// <summary>A fresh window with its own cookies.</summary>
    public async Task<IPage> OpenAsync(string path, int width = 1440, ColorScheme theme = ColorScheme.Light)
    {
        var context = await _browser!.NewContextAsync(new() { BaseURL = Address, ColorScheme = theme, ViewportSize = new() { Width = width, Height = 900 } });
        context.SetDefaultTimeout(10_000);
        var page = await context.NewPageAsync();
        await page.GotoAsync(path);
        return page;
    }

    /// <summary>The same, and the page's handlers answer.</summary>
    public async Task<IPage> OpenReadyAsync(string path, int width = 1440, ColorScheme theme = ColorScheme.Light)
    {
        var page = await OpenAsync(path, width, theme);
        await ReadyAsync(page);
        return page;
    }

    /// <summary>The same for the owner.</summary>
    public async Task<IPage> OpenSignedInAsync(string path, int width = 1440, ColorScheme theme = ColorScheme.Light)
    {
        var page = await OpenAsync("/admin/sign-in", width, theme);
        await SignInAsync(page);
        await page.GotoAsync(path);
        await ReadyAsync(page);
        return page;
    }

    /// <summary>Fills the form at <c>/admin/sign-in</c>; returns when the panel is there.</summary>
    public static async Task SignInAsync(IPage page)
    {
        await page.GetByLabel("E-mail").FillAsync(Email);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await ReadyAsync(page);
    }

    /// <summary>Handlers answer once the circuit stands; until then a click is lost.</summary>
    public static Task ReadyAsync(IPage page) => page.Locator("html[data-interactive]").WaitForAsync();

    /// <summary>Stops the server as a crash does, or starts it again at the same address.</summary>
    public void Kill()
    {
        _server?.Kill(entireProcessTree: true);
        _server?.WaitForExit();
        _server = null;
    }

    /// <summary>Returns when the server answers.</summary>
    public async Task StartAsync()
    {
        var assembly = typeof(Panel).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(fact => fact.Key == "ServerAssembly").Value!;
        var start = new ProcessStartInfo("dotnet", [assembly])
        {
            WorkingDirectory = _data,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_URLS"] = Address,
                ["Storage__DataDirectory"] = _data,
                ["Bootstrap__AdminEmail"] = Email,
                ["Bootstrap__AdminPassword"] = Password,
                ["Bootstrap__ApiToken"] = Token,
                ["Bootstrap__Sample"] = "true",
                ["Logging__LogLevel__Default"] = "Warning",
            },
        };
        _server = Process.Start(start) ?? throw new InvalidOperationException("The server could not be started.");

        using var client = new HttpClient { BaseAddress = new Uri(Address) };
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < TimeSpan.FromSeconds(30);)
        {
            if (_server.HasExited) throw new InvalidOperationException($"The server ended with {_server.ExitCode}.");
            try
            {
                using var answer = await client.GetAsync("/_content/ContentHub.Admin/admin.css");
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100);
            }
        }

        throw new TimeoutException("The server did not answer within 30 seconds.");
    }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        await StartAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } path ? path : "/usr/bin/chromium",
            Args = Flags,
        });
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        Kill();
        Directory.Delete(_data, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
