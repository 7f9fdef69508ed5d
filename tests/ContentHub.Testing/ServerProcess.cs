using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace ContentHub.Testing;

/// <summary>The built server as a process of its own, so that a test can kill it for real.</summary>
/// <remarks>Data outlives the process: start another on the same folder to see what a crash left.</remarks>
public sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>Names the folder of a published server, to measure or test what people run; otherwise it is the built one.</summary>
    private const string PublishedVariable = "CONTENTHUB_PUBLISHED";

    private const string ListeningLine = "Now listening on:";
    private const int SigTerm = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _disposed;

    private ServerProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Heard(line.Data);
        _process.ErrorDataReceived += (_, line) => Heard(line.Data);
        _process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException("The server ended before it listened."));
    }

    /// <summary>Where it listens.</summary>
    public Uri BaseAddress { get; private set; } = null!;

    /// <summary>Standard output and error so far.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>The key of the process; for measuring it.</summary>
    public int Id => _process.Id;

    /// <summary>Null while it runs.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <summary>A client with <see cref="BaseAddress"/> that follows no redirects; the caller disposes it.</summary>
    /// <param name="token">For the <c>Authorization</c> header; none when null.</param>
    public HttpClient CreateClient(string? token = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = BaseAddress };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    /// <summary>Starts it and waits until <c>/health/ready</c> answers 200.</summary>
    /// <exception cref="InvalidOperationException">It ended or did not become ready within three minutes; the message carries its output.</exception>
    public static async Task<ServerProcess> StartAsync(ServerSettings settings)
    {
        var server = Launch(settings, ["--urls", settings.Urls]);
        try
        {
            server.BaseAddress = await server._listening.Task.WaitAsync(Patience);
            using var client = server.CreateClient();
            await Eventually.TrueAsync(() => server.IsReadyAsync(client), Patience);
            return server;
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException)
        {
            await server.DisposeAsync();
            throw new InvalidOperationException($"{e.Message}\n{server.Output}", e);
        }
    }

    /// <summary>Runs the server's program until it ends by itself: a command, or a start that must be refused.</summary>
    /// <param name="arguments">As on the command line; none of our own are added.</param>
    /// <returns>Exit code and all it printed.</returns>
    /// <exception cref="TimeoutException">It still runs after a minute.</exception>
    public static async Task<(int ExitCode, string Output)> RunToEndAsync(ServerSettings settings, params string[] arguments)
    {
        await using var server = Launch(settings, arguments);
        await server.EndedAsync();
        return (server._process.ExitCode, server.Output);
    }

    /// <summary>SIGKILL: no shutdown code runs.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>SIGTERM, as a service manager does.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        if (!_process.HasExited) _ = SendSignal(_process.Id, SigTerm);
        await EndedAsync();
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;   // again after a start that failed, whose reason is not to be hidden
        _disposed = true;
        AppDomain.CurrentDomain.ProcessExit -= KillQuietly;
        KillQuietly(this, EventArgs.Empty);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static ServerProcess Launch(ServerSettings settings, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            // Not the repository: the server must find its files wherever it is started.
            WorkingDirectory = settings.DataDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Environment.GetEnvironmentVariable(PublishedVariable) is { Length: > 0 } folder ? Path.Combine(folder, "ContentHub.Server.dll") : Repository.BuiltAssembly("ContentHub.Server"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var inherited in start.Environment.Keys.Where(IsOurs).ToList()) start.Environment.Remove(inherited);
        foreach (var (name, value) in settings.ToEnvironment()) start.Environment[name] = value;

        var server = new ServerProcess(start);
        server._process.Start();
        server._process.StandardInput.Close();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        // A test run that is broken off must not leave servers behind.
        AppDomain.CurrentDomain.ProcessExit += server.KillQuietly;
        return server;
    }

    /// <summary>Settings of the developer's shell must not leak into a test.</summary>
    private static bool IsOurs(string name) =>
        name.Contains("__", StringComparison.Ordinal) || name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("CONTENTHUB_", StringComparison.Ordinal) ||
        name.Equals("DOTNET_ENVIRONMENT", StringComparison.OrdinalIgnoreCase) || name.Equals("DOTNET_URLS", StringComparison.OrdinalIgnoreCase);

    private async Task<bool> IsReadyAsync(HttpClient client)
    {
        if (_process.HasExited) throw new InvalidOperationException("The server ended before it was ready.");
        try
        {
            using var answer = await client.GetAsync(new Uri("health/ready", UriKind.Relative));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task EndedAsync()
    {
        using var tooLate = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(tooLate.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"The server still runs after {Patience}:\n{Output}", e);
        }
    }

    private void Heard(string? line)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
        var said = line.IndexOf(ListeningLine, StringComparison.Ordinal);
        if (said >= 0) _listening.TrySetResult(new Uri(line[(said + ListeningLine.Length)..].Trim()));
    }

    private void KillQuietly(object? sender, EventArgs e)
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}

/// <summary>How a <see cref="ServerProcess"/> is set up; each becomes an environment variable.</summary>
/// <param name="DataDirectory">Exists already; also the working directory.</param>
public sealed record ServerSettings(string DataDirectory)
{
    /// <summary>Where to listen; a free port unless set.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:0";

    /// <summary><c>ASPNETCORE_ENVIRONMENT</c>.</summary>
    public string Environment { get; init; } = "Development";

    /// <summary>Another database than SQLite in the data directory.</summary>
    public TestDatabase? Database { get; init; }

    /// <summary><c>Bootstrap__AdminEmail</c>.</summary>
    public string? AdminEmail { get; init; } = "owner@example.com";

    /// <summary><c>Bootstrap__AdminPassword</c>.</summary>
    public string? AdminPassword { get; init; } = "Correct-horse-battery-1";

    /// <summary><c>Bootstrap__ApiToken</c>.</summary>
    public string? ApiToken { get; init; } = "test-token-0123456789abcdef0123456789abcdef";

    /// <summary><c>Bootstrap__Sample</c>: the sample content types.</summary>
    public bool Sample { get; init; }

    /// <summary>Any other variable; wins over those above.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    internal IEnumerable<KeyValuePair<string, string>> ToEnvironment()
    {
        yield return new("ASPNETCORE_ENVIRONMENT", Environment);
        yield return new("Storage__DataDirectory", DataDirectory);
        if (Database is not null) yield return new("Database__Provider", Database.Kind.ToString());
        if (Database is not null) yield return new("Database__ConnectionString", Database.ConnectionString);
        if (AdminEmail is not null) yield return new("Bootstrap__AdminEmail", AdminEmail);
        if (AdminPassword is not null) yield return new("Bootstrap__AdminPassword", AdminPassword);
        if (ApiToken is not null) yield return new("Bootstrap__ApiToken", ApiToken);
        if (Sample) yield return new("Bootstrap__Sample", "true");
        foreach (var variable in Variables) yield return variable;
    }
}
