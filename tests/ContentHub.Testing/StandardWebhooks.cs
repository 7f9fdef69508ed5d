using System.Diagnostics;
using System.Text.Json;

namespace ContentHub.Testing;

/// <summary>Judges of signatures that we did not write: npm packages that receivers use, run in Node.</summary>
public static class StandardWebhooks
{
    /// <summary>The judges: two of Standard Webhooks' form, each with code of its own, and one of GitHub's.</summary>
    public const string Library = "standardwebhooks", Svix = "svix", Octokit = "@octokit/webhooks-methods";

    /// <summary>Verifies a delivery as a customer would. All but <see cref="Octokit"/> refuse timestamps more than five minutes off.</summary>
    /// <param name="secret"><c>whsec_</c> and base64.</param>
    /// <param name="headers">All headers of the request, or at least the three that start with <c>webhook-</c>.</param>
    /// <param name="by">One of the judges.</param>
    /// <param name="now">Unix seconds at the judge; null for the clock's.</param>
    /// <returns><c>ok</c>, or why not, in the library's words.</returns>
    /// <exception cref="InvalidOperationException">Node or the package is missing.</exception>
    public static async Task<string> VerifyAsync(string secret, IEnumerable<KeyValuePair<string, string>> headers, ReadOnlyMemory<byte> body, string by = Library, long? now = null)
    {
        var (code, output, errors) = await RunAsync("verify.mjs", new
        {
            library = by,
            secret,
            headers = headers.GroupBy(h => h.Key.ToLowerInvariant()).ToDictionary(g => g.Key, g => g.Last().Value),
            body = Convert.ToBase64String(body.Span),
            now,
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

    /// <inheritdoc cref="VerifyAsync(string, IEnumerable{KeyValuePair{string, string}}, ReadOnlyMemory{byte}, string, long?)"/>
    public static Task<string> VerifyAsync(string secret, ReceivedRequest request, string by = Library) => VerifyAsync(secret, request.Headers, request.Body, by);

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
