using System.Diagnostics;
using ContentHub.Testing;

namespace ContentHub.Browser.Tests;

/// <summary>npm's <c>oidc-provider</c>, a certified provider of OpenID Connect, as a process of its own.</summary>
internal sealed class OpenIdProvider : IDisposable
{
    private readonly Process _node;

    private OpenIdProvider(Process node, string issuer) => (_node, Issuer) = (node, issuer);

    public string Issuer { get; }

    /// <param name="redirectUri">Of the one client it knows.</param>
    /// <exception cref="InvalidOperationException">Node or the package is missing.</exception>
    public static async Task<OpenIdProvider> StartAsync(string redirectUri)
    {
        var start = new ProcessStartInfo("node") { WorkingDirectory = Repository.PathOf("tests", "node"), UseShellExecute = false, RedirectStandardOutput = true };
        start.ArgumentList.Add("provider.mjs");
        start.ArgumentList.Add(redirectUri);
        var node = Process.Start(start) ?? throw new InvalidOperationException("Node did not start.");
        // What else it says are warnings that it runs on one machine only.
        while (await node.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith("http://", StringComparison.Ordinal)) continue;
            _ = node.StandardOutput.ReadToEndAsync();
            return new OpenIdProvider(node, line);
        }

        node.Dispose();
        throw new InvalidOperationException("The provider did not start: run npm ci in tests/node, or tests/run.sh, which does.");
    }

    /// <summary>Nobody answers at its address any more.</summary>
    public void End()
    {
        _node.Kill();
        _node.WaitForExit();
    }

    public void Dispose()
    {
        if (!_node.HasExited) End();
        _node.Dispose();
    }
}
