using System.ComponentModel.DataAnnotations;

namespace ContentHub.Http;

/// <summary>Settings of the section <c>Api</c>.</summary>
public sealed record ApiOptions
{
    /// <summary>How the content API spells the names that are the product's own. Queries accept both spellings always; webhooks keep the snake_case of their contract.</summary>
    public SystemFields SystemFields { get; init; } = SystemFields.SnakeCase;

    /// <summary>The most entries on a page of the content API. Default 100.</summary>
    [Range(1, 1000)]
    public int MaxPageSize { get; init; } = 100;

    /// <summary>Entries on a page unless asked otherwise. Default 25.</summary>
    [Range(1, 1000)]
    public int DefaultPageSize { get; init; } = 25;

    /// <summary>How much memory answers to reads may take that are kept until something is written. Default 32; 0 keeps none.</summary>
    [Range(0, 4096)]
    public int KeptAnswersMegabytes { get; init; } = 32;
}

/// <summary>Spellings of the product's own names.</summary>
public enum SystemFields
{
    /// <summary><c>document_id created_at</c></summary>
    SnakeCase,

    /// <summary><c>documentId createdAt</c>, as Strapi 5 has it.</summary>
    CamelCase,
}
