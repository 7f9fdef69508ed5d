using System.Text.Json;

namespace ContentHub;

/// <summary>The product's own names in answers, in one of two spellings.</summary>
public sealed class SystemNames
{
    private SystemNames(JsonNamingPolicy spelling)
    {
        JsonEncodedText Spell(string pascal) => JsonEncodedText.Encode(spelling.ConvertName(pascal));
        DocumentId = Spell(nameof(DocumentId));
        CreatedAt = Spell(nameof(CreatedAt));
        UpdatedAt = Spell(nameof(UpdatedAt));
        PublishedAt = Spell(nameof(PublishedAt));
        AlternativeText = Spell(nameof(AlternativeText));
        FocalPoint = Spell(nameof(FocalPoint));
        PreviewUrl = Spell(nameof(PreviewUrl));
        DuplicateOf = Spell(nameof(DuplicateOf));
    }

    /// <summary><c>document_id</c>: webhooks always, the content API unless set otherwise.</summary>
    public static SystemNames Snake { get; } = new(JsonNamingPolicy.SnakeCaseLower);

    /// <summary><c>documentId</c>, as Strapi 5 has it.</summary>
    public static SystemNames Camel { get; } = new(JsonNamingPolicy.CamelCase);

    /// <summary><c>document_id</c></summary>
    public JsonEncodedText DocumentId { get; }

    /// <summary><c>created_at</c></summary>
    public JsonEncodedText CreatedAt { get; }

    /// <summary><c>updated_at</c></summary>
    public JsonEncodedText UpdatedAt { get; }

    /// <summary><c>published_at</c></summary>
    public JsonEncodedText PublishedAt { get; }

    /// <summary><c>alternative_text</c></summary>
    public JsonEncodedText AlternativeText { get; }

    /// <summary><c>focal_point</c></summary>
    public JsonEncodedText FocalPoint { get; }

    /// <summary><c>preview_url</c></summary>
    public JsonEncodedText PreviewUrl { get; }

    /// <summary><c>duplicate_of</c></summary>
    public JsonEncodedText DuplicateOf { get; }
}
