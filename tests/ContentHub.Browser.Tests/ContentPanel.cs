using System.Net.Http.Json;
using System.Text.Json;

namespace ContentHub.Browser.Tests;

/// <summary>The panel with a content type that has an attribute of every kind, and entries to point at.</summary>
public sealed class ContentPanel : IAsyncLifetime
{
    /// <summary>Server and browser.</summary>
    public Panel Panel { get; } = new();

    /// <summary>A picture of one pixel.</summary>
    public static byte[] Dot { get; } = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    /// <summary>Adds an article over the API.</summary>
    /// <returns>Its document id.</returns>
    public async Task<string> ArticleAsync(object values) => (await PostAsync("/api/articles", values)).GetProperty("data").GetProperty("document_id").GetString()!;

    /// <summary>One article as the API shows it, with all it points at.</summary>
    public async Task<JsonElement> ReadAsync(string documentId)
    {
        using var client = Client();
        return (await client.GetFromJsonAsync<JsonElement>($"/api/articles/{documentId}?populate=*")).GetProperty("data");
    }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        await Panel.InitializeAsync();
        await PostAsync("/admin/api/content-types", new
        {
            name = "article",
            plural = "articles",
            display_name = "Article",
            kind = "collection",
            attributes = new
            {
                title = new { type = "string", required = true, min_length = 3 },
                slug = new { type = "uid", target_field = "title" },
                featured = new { type = "boolean" },
                meta = new { type = "json" },
                summary = new { type = "text" },
                contact = new { type = "email" },
                rating = new { type = "integer", min = 1, max = 5 },
                price = new { type = "decimal" },
                day = new { type = "date" },
                starts_at = new { type = "datetime" },
                stage = new { type = "enumeration", @enum = new[] { "idea", "ready" } },
                internal_note = new { type = "string", @private = true },
                category = new { type = "relation", relation = "manyToOne", target = "category" },
                related = new { type = "relation", relation = "manyToMany", target = "article" },
                cover = new { type = "media" },
                gallery = new { type = "media", multiple = true },
            },
        });
        foreach (var name in new[] { "Travel", "Food" }) await PostAsync("/api/categories", new { name });
        foreach (var title in new[] { "First of all", "Second to none" }) await ArticleAsync(new { title });
    }

    /// <inheritdoc/>
    public Task DisposeAsync() => Panel.DisposeAsync();

    private HttpClient Client() => Panel.CreateClient(Panel.Settings.ApiToken);

    private async Task<JsonElement> PostAsync(string path, object data)
    {
        using var client = Client();
        using var answer = await client.PostAsJsonAsync(path, new { data });
        var body = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonElement.Parse(body) : throw new InvalidOperationException($"{path} answered {(int)answer.StatusCode}: {body}");
    }
}
