using ContentHub.ContentTypes;
using ContentHub.Http;

namespace ContentHub.Queries;

/// <summary>All that a caller asks of a list, a single entry or the files, checked against the type.</summary>
internal sealed record ContentQuery
{
    /// <summary>Parameters of lists.</summary>
    public static IReadOnlyList<string> OfLists { get; } = ["filters", "sort", "fields", "populate", "pagination", "_q", "locale", "status"];

    /// <summary>Parameters of one entry.</summary>
    public static IReadOnlyList<string> OfOne { get; } = ["filters", "sort", "fields", "populate", "locale", "status"];

    /// <summary>Parameters of writes: they say what the answer shows.</summary>
    public static IReadOnlyList<string> OfWrites { get; } = ["fields", "populate", "locale", "status"];

    /// <summary>Parameters of the list of files. They lead nowhere, so of <c>populate</c> only <c>*</c> means something: nothing.</summary>
    public static IReadOnlyList<string> OfFiles { get; } = ["filters", "sort", "fields", "populate", "pagination", "_q"];

    /// <summary>Parameters of one file.</summary>
    public static IReadOnlyList<string> OfFile { get; } = ["fields", "populate"];

    /// <summary>Null for all.</summary>
    public Filter? Filter { get; init; }

    /// <summary>Most important first; empty for the order of making.</summary>
    public IReadOnlyList<Sort> Sorts { get; init; } = [];

    public Selection Selection { get; init; } = Selection.Scalars;

    public required Pagination Pagination { get; init; }

    /// <summary>Null for none.</summary>
    public string? Search { get; init; }

    public Stage Stage { get; init; }

    /// <summary>Whether <c>status</c> was given.</summary>
    public bool StageGiven { get; init; }

    /// <summary>Beside drafts, what is public of entries whose drafts the reader may not see.</summary>
    public bool WithPublic { get; init; }

    public string Locale { get; init; } = Locales.Default;

    /// <summary>Reads a query string. Problems: Invalid.</summary>
    /// <param name="text">With or without the question mark; null for none.</param>
    /// <param name="known">The parameters that may stand in it.</param>
    public static Result<ContentQuery> Parse(string? text, Shape shape, ApiOptions options, IReadOnlyList<string> known)
    {
        var query = new ContentQuery { Pagination = Pagination.First(options) };
        if (string.IsNullOrEmpty(text) || text == "?") return query;
        if (!QueryString.Parse(text).Ok(out var root, out var problem)) return problem;
        foreach (var (key, value) in root.Items)
        {
            if (!known.Contains(key)) return new Problem.Invalid($"Invalid key {key}{Nearest.Hint(key, known)}", key) { Query = new QueryFault(key, null, key) };
            if (key is "fields" or "populate") continue;
            if (!query.With(key, value, shape, options).Ok(out query, out problem)) return problem;
        }

        if (!SelectionReader.Read(root["fields"], root["populate"], shape).Ok(out var selection, out problem)) return problem;
        query = query with { Selection = selection };
        return QueryCost.Refusal(query) is { } refusal ? refusal : query;
    }

    private Result<ContentQuery> With(string key, QueryNode value, Shape shape, ApiOptions options)
    {
        var text = (value as QueryNode.Text)?.Value;
        switch (key)
        {
            case "filters":
                var filter = FilterReader.Read(key, value, shape, []);
                return filter.Problem is { } wrong ? wrong : this with { Filter = filter.Value };
            case "sort":
                return SortReader.Read(key, value, shape, []).Then(sorts => this with { Sorts = sorts });
            case "pagination":
                return Pagination.Read(value, options).Then(pagination => this with { Pagination = pagination });
            case "_q":
                if (value is not QueryNode.Text) return new Problem.Invalid("_q must be a text", "_q");
                return this with { Search = string.IsNullOrEmpty(text) ? null : text };
            case "locale":
                return text is not null && IsLanguage(text) ? this with { Locale = text } : new Problem.Invalid("locale must be a language tag such as en or pt-BR", "locale");
            default:
                return text switch
                {
                    "published" => this with { Stage = Stage.Published, StageGiven = true },
                    "draft" => this with { Stage = Stage.Draft, StageGiven = true },
                    _ => new Problem.Invalid("status must be draft or published", "status"),
                };
        }
    }

    /// <summary>Two or three letters, then parts of letters and digits: <c>en</c>, <c>pt-BR</c>, <c>zh-Hant-TW</c>.</summary>
    private static bool IsLanguage(string text)
    {
        var parts = text.Split('-');
        return text.Length <= 16 && parts[0].Length is 2 or 3 && parts[0].All(char.IsAsciiLetter) && parts.Skip(1).All(p => p.Length is >= 2 and <= 8 && p.All(char.IsAsciiLetterOrDigit));
    }
}
