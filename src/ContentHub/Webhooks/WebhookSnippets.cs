namespace ContentHub.Webhooks;

/// <summary>Code for a receiver.</summary>
/// <param name="Key"><c>csharp</c>, <c>typescript</c>, <c>python</c>, <c>php</c>, <c>go</c> or <c>ruby</c>.</param>
/// <param name="Language">As people write it.</param>
/// <param name="Code">A whole file that verifies deliveries of one webhook. It never holds the secret.</param>
public sealed record WebhookSnippet(string Key, string Language, string Code);

/// <summary>How a receiver verifies what it gets, in the languages it may be written in.</summary>
public static class WebhookSnippets
{
    private static readonly (string Key, string Language, string File)[] Languages =
    [
        ("csharp", "C#", "verify.cs"), ("typescript", "TypeScript", "verify.ts"), ("python", "Python", "verify.py"),
        ("php", "PHP", "verify.php"), ("go", "Go", "verify.go"), ("ruby", "Ruby", "verify.rb"),
    ];

    /// <summary>All languages, with the webhook's own id in the comments.</summary>
    public static IReadOnlyList<WebhookSnippet> Of(Id<Webhook> webhook) =>
        [.. Languages.Select(l => new WebhookSnippet(l.Key, l.Language, Read(l.File).Replace("{{id}}", webhook.ToString(), StringComparison.Ordinal)))];

    private static string Read(string file)
    {
        using var stream = typeof(WebhookSnippets).Assembly.GetManifestResourceStream("snippets/" + file)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
