using System.Diagnostics;
using System.Text.Json;

namespace ContentHub.Testing;

/// <summary>The judge of signatures that we did not write: the npm package <c>standardwebhooks</c>, run in Node.</summary>
public static class StandardWebhooks
{
    /// <summary>Verifies a delivery as a customer would. The library refuses timestamps more than five minutes off.</summary>
    /// <param name="secret"><c>whsec_</c> and base64.</param>
    /// <param name="headers">All headers of the request, or at least the three that start with <c>webhook-</c>.</param>
    /// <returns><c>ok</c>, or why not, in the library's words.</returns>
    /// <exception cref="InvalidOperationException">Node or the package is missing.</exception>
    public static async Task<string> VerifyAsync(string secret, IEnumerable<KeyValuePair<string, string>> headers, ReadOnlyMemory<byte> body)
    {
        var folder = Repository.PathOf("tests", "node");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            throw new InvalidOperationException("tests/node/node_modules is missing: run npm ci in tests/node, or tests/run.sh, which does.");
        }

        using var node = Process.Start(new ProcessStartInfo("node", "verify.mjs")
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("Node did not start.");

        var input = JsonSerializer.Serialize(new
        {
            secret,
            headers = headers.GroupBy(h => h.Key.ToLowerInvariant()).ToDictionary(g => g.Key, g => g.Last().Value),
            body = Convert.ToBase64String(body.Span),
        });
        var output = node.StandardOutput.ReadToEndAsync();
        var errors = node.StandardError.ReadToEndAsync();
        await node.StandardInput.WriteAsync(input);
        node.StandardInput.Close();
        await node.WaitForExitAsync();

        return node.ExitCode is 0 or 1 ? (await output).Trim()
            : throw new InvalidOperationException($"verify.mjs ended with {node.ExitCode}: {await errors}");
    }

    /// <inheritdoc cref="VerifyAsync(string, IEnumerable{KeyValuePair{string, string}}, ReadOnlyMemory{byte})"/>
    public static Task<string> VerifyAsync(string secret, ReceivedRequest request) => VerifyAsync(secret, request.Headers, request.Body);
}
