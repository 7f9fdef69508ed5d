using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ContentHub.Testing;
using ContentHub.Webhooks;

namespace ContentHub.Tests.Webhooks;

/// <summary>Runs the code that receivers are given against requests that the product sent. A language whose program this machine lacks is skipped.</summary>
public sealed class WebhookSnippetTests
{
    private const string Secret = "WEBHOOK_SECRET";

    private static readonly (string Key, string Program, string File, string Driver)[] Runs =
    [
        ("typescript", "node", "verify.mjs", """
            let text = ""; for await (const part of process.stdin) text += part;
            const { headers, body } = JSON.parse(text);
            try { verify(headers, Buffer.from(body, "base64")); console.log("genuine"); } catch { console.log("refused"); }
            """),
        ("python", "python3", "verify.py", """

            import sys
            request = json.load(sys.stdin)
            try:
                verify(request["headers"], base64.b64decode(request["body"]))
                print("genuine")
            except ValueError:
                print("refused")
            """),
        ("php", "php", "verify.php", """

            $request = json_decode(stream_get_contents(STDIN), true);
            try { verify($request['headers'], base64_decode($request['body'])); echo 'genuine'; } catch (UnexpectedValueException) { echo 'refused'; }
            """),
        ("go", "go", "verify.go", """

            func main() {
            	var request struct{ Headers map[string]string; Body []byte }
            	if err := json.NewDecoder(os.Stdin).Decode(&request); err != nil { panic(err) }
            	headers := http.Header{}
            	for name, value := range request.Headers { headers.Set(name, value) }
            	if err := Verify(headers, request.Body); err != nil { fmt.Println("refused") } else { fmt.Println("genuine") }
            }
            """),
        ("ruby", "ruby", "verify.rb", """

            request = JSON.parse($stdin.read)
            begin
              verify(request["headers"], Base64.decode64(request["body"]))
              puts "genuine"
            rescue ArgumentError
              puts "refused"
            end
            """),
    ];

    public static TheoryData<string> Installed => [.. Runs.Where(r => IsInstalled(r.Program)).Select(r => r.Key)];

    [Theory, MemberData(nameof(Installed))]
    public async Task What_the_product_sent_is_genuine_and_what_was_tampered_with_is_refused(string language)
    {
        using var folder = new TempFolder();
        var (secret, request) = await SendAsync();
        var headers = request.Headers.Where(h => h.Key.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase)).ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value);
        Task<string> Judge(string given, Dictionary<string, string> with, byte[] body) => RunAsync(folder, language, given, with, body);

        Assert.Equal("genuine", await Judge(secret, headers, request.Body.ToArray()));
        Assert.Equal("genuine", await Judge(secret, With(headers, "webhook-signature", $"v2,abc v1,AAAA {headers["webhook-signature"]}"), request.Body.ToArray()));   // while the secret is replaced
        Assert.Equal("refused", await Judge(secret, headers, Encoding.UTF8.GetBytes(request.Text.Replace("Zażółć", "Zazolc", StringComparison.Ordinal))));
        Assert.Equal("refused", await Judge(secret, With(headers, "webhook-id", "msg_other"), request.Body.ToArray()));
        Assert.Equal("refused", await Judge(WebhookSignature.NewSecret(), headers, request.Body.ToArray()));
        Assert.Equal("refused", await Judge(secret, Signed(secret, request, TimeSpan.FromMinutes(-6)), request.Body.ToArray()));
        Assert.Equal("refused", await Judge(secret, Signed(secret, request, TimeSpan.FromMinutes(6)), request.Body.ToArray()));
        Assert.Equal("refused", await Judge(secret, With(headers, "webhook-timestamp", ""), request.Body.ToArray()));
    }

    [Fact]
    public async Task The_same_holds_for_CSharp()
    {
        var (secret, request) = await SendAsync();
        var headers = request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value);
        Environment.SetEnvironmentVariable(Secret, secret);   // of this test alone

        Assert.True(WebhookVerifier.IsGenuine(headers.GetValueOrDefault, request.Body.ToArray()));
        Assert.False(WebhookVerifier.IsGenuine(headers.GetValueOrDefault, [.. request.Body.ToArray(), 32]));
        Assert.False(WebhookVerifier.IsGenuine(With(headers, "webhook-id", "msg_other").GetValueOrDefault, request.Body.ToArray()));
        Assert.False(WebhookVerifier.IsGenuine(Signed(secret, request, TimeSpan.FromMinutes(-6)).GetValueOrDefault, request.Body.ToArray()));
        Assert.False(WebhookVerifier.IsGenuine(_ => null, request.Body.ToArray()));
    }

    [Fact]
    public void Every_language_names_the_webhook_and_its_headers_and_reads_the_secret_from_the_environment()
    {
        var snippets = WebhookSnippets.Of(new Id<Webhook>(4711));

        Assert.Equal(["csharp", "typescript", "python", "php", "go", "ruby"], snippets.Select(s => s.Key));
        Assert.All(snippets, s =>
        {
            Assert.Contains("webhook 4711 ", s.Code, StringComparison.Ordinal);
            foreach (var word in new[] { "webhook-id", "webhook-timestamp", "webhook-signature", Secret }) Assert.Contains(word, s.Code, StringComparison.Ordinal);
            Assert.DoesNotContain("{{", s.Code, StringComparison.Ordinal);
        });
    }

    private static async Task<(string Secret, ReceivedRequest Request)> SendAsync()
    {
        await using var receiver = await Receiver.StartNewAsync();
        await using var product = await ProductHarness.StartAsync(DatabaseKind.Sqlite);
        product.Clock.Advance(TimeProvider.System.GetUtcNow() - product.Clock.Now);
        await product.TypeAsync(Given.Page);
        var made = (await product.Webhooks.CreateAsync(Given.Owner, new WebhookForm { Url = receiver.Address.ToString(), Events = ["*"] }, default)).Value;
        await product.EntryAsync("pages", """{"title":"Zażółć gęślą jaźń 🚀"}""");
        await product.DrainAsync(made.View.Webhook);
        return (made.Secret, receiver.Requests.Single());
    }

    private static Dictionary<string, string> Signed(string secret, ReceivedRequest request, TimeSpan off)
    {
        var (id, at) = ("msg_1", (TimeProvider.System.GetUtcNow() + off).ToUnixTimeSeconds());
        return new() { ["webhook-id"] = id, ["webhook-timestamp"] = at.ToString(CultureInfo.InvariantCulture), ["webhook-signature"] = WebhookSignature.Standard(secret, id, at, request.Body.Span) };
    }

    private static Dictionary<string, string> With(Dictionary<string, string> headers, string name, string value) => new(headers) { [name] = value };

    private static async Task<string> RunAsync(TempFolder folder, string language, string secret, Dictionary<string, string> headers, byte[] body)
    {
        var (_, program, file, driver) = Runs.Single(r => r.Key == language);
        var code = WebhookSnippets.Of(new Id<Webhook>(1)).Single(s => s.Key == language).Code;
        // This Node knows no types.
        if (language == "typescript") code = code.Replace("(headers: Record<string, string>, body: Buffer): unknown", "(headers, body)", StringComparison.Ordinal);
        if (language == "go") code = code.Replace("import (", "import (\n\t\"encoding/json\"\n\t\"fmt\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder[file], code + driver);
        if (language == "typescript" && !Directory.Exists(folder["node_modules"])) Directory.CreateSymbolicLink(folder["node_modules"], Repository.PathOf("tests", "node", "node_modules"));
        var start = new ProcessStartInfo(program) { WorkingDirectory = folder.Path, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (language == "go") start.ArgumentList.Add("run");
        start.ArgumentList.Add(file);
        start.Environment[Secret] = secret;
        using var process = Process.Start(start)!;
        var (said, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(new { headers, body = Convert.ToBase64String(body) }));
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? (await said).Trim() : throw new InvalidOperationException($"{process.ExitCode}: {await errors}{await said}");
    }

    private static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, program)));
}
