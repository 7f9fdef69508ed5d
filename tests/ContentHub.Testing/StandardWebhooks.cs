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
        var (code, output, errors) = await RunAsync("verify.mjs", new
        {
            secret,
            headers = headers.GroupBy(h => h.Key.ToLowerInvariant()).ToDictionary(g => g.Key, g => g.Last().Value),
            body = Convert.ToBase64String(body.Span),
        });
        return code is 0 or 1 ? output : throw new InvalidOperationException($"verify.mjs ended with {code}: {errors}");
    }

    /// <summary>Signs a message as a sender would.</summary>
    /// <returns>The header <c>webhook-signature</c>.</returns>
    /// <exception cref="InvalidOperationException">Node or the package is missing.</exception>
    public static async Task<string> SignAsync(string secret, string id, DateTimeOffset at, string body)
    {
        var (code, output, errors) = await RunAsync("sign.mjs", new { secret, id, timestamp = at.ToUnixTimeSeconds(), body });
        return code == 0 ? output : throw new InvalidOperationException($"sign.mjs ended with {code}: {errors}");
    }

    /// <inheritdoc cref="VerifyAsync(string, IEnumerable{KeyValuePair{string, string}}, ReadOnlyMemory{byte})"/>
    public static Task<string> VerifyAsync(string secret, ReceivedRequest request) => VerifyAsync(secret, request.Headers, request.Body);

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string script, object input)
    {
        var folder = Repository.PathOf("tests", "node");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            throw new InvalidOperationException("tests/node/node_modules is missing: run npm ci in tests/node, or tests/run.sh, which does.");
        }

        using var node = Process.Start(new ProcessStartInfo("node", script)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("Node did not start.");

        var output = node.StandardOutput.ReadToEndAsync();
        var errors = node.StandardError.ReadToEndAsync();
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(input));
        node.StandardInput.Close();
        await node.WaitForExitAsync();
        return (node.ExitCode, (await output).Trim(), await errors);
    }
}
