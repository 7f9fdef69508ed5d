using System.Globalization;
using System.Text.Json;
using ContentHub.Http;

namespace ContentHub.Queries;

/// <summary>Which piece of a list, and whether to count all of it.</summary>
/// <param name="ByPage">Asked for by page, so the answer tells pages; else by offset.</param>
internal sealed record Pagination(bool ByPage, int Start, int Limit, bool WithCount)
{
    // A page beyond would start beyond what an int can say.
    private const int Furthest = int.MaxValue / 100;

    private static readonly string[] Keys = ["page", "pageSize", "start", "limit", "withCount"];

    /// <summary>1-based.</summary>
    public int Page => (Start / Limit) + 1;

    /// <summary>Writes the properties of <c>meta.pagination</c>.</summary>
    /// <param name="total">Null where it was not counted.</param>
    public void Write(Utf8JsonWriter json, long? total)
    {
        json.WriteNumber(ByPage ? "page" : "start", ByPage ? Page : Start);
        json.WriteNumber(ByPage ? "pageSize" : "limit", Limit);
        if (total is not { } all) return;
        if (ByPage) json.WriteNumber("pageCount", (all + Limit - 1) / Limit);
        json.WriteNumber("total", all);
    }

    /// <summary>The beginning of everything.</summary>
    public static Pagination First(ApiOptions options) => new(true, 0, Math.Min(options.DefaultPageSize, options.MaxPageSize), true);

    /// <summary>Reads <c>pagination</c>. Problems: Invalid.</summary>
    public static Result<Pagination> Read(QueryNode node, ApiOptions options)
    {
        if (node is not QueryNode.Parts parts) return new Problem.Invalid("pagination must be an object: pagination[page]=1", "pagination");
        int? page = null, size = null, start = null, limit = null;
        var withCount = true;
        foreach (var (key, value) in parts.Items)
        {
            var name = $"pagination[{key}]";
            if (!Keys.Contains(key)) return new Problem.Invalid($"Invalid key {name}{Nearest.Hint(key, Keys)}", name) { Query = new QueryFault(key, key, "pagination") };
            var text = (value as QueryNode.Text)?.Value ?? "";
            if (key == "withCount")
            {
                if (text is not ("t" or "1" or "true" or "f" or "0" or "false")) return new Problem.Invalid($"{name} must be true or false", name);
                withCount = text is "t" or "1" or "true";
                continue;
            }

            if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) || (key is "page" && number > Furthest))
                return new Problem.Invalid($"{name} must be a whole number", name);
            switch (key)
            {
                case "page": page = number; break;
                case "pageSize": size = number; break;
                case "start": start = number; break;
                default: limit = number; break;
            }
        }

        if ((page ?? size) is not null && (start ?? limit) is not null)
            return new Problem.Invalid("Cannot use both page & offset pagination in the same query", "pagination");
        var first = First(options);
        if ((start ?? limit) is not null)
            return new Pagination(false, Math.Max(0, start ?? 0), limit == -1 ? options.MaxPageSize : Math.Clamp(limit ?? first.Limit, 1, options.MaxPageSize), withCount);
        var pageSize = Math.Clamp(size ?? first.Limit, 1, options.MaxPageSize);
        return Math.Max(1, page ?? 1) - 1 > int.MaxValue / pageSize
            ? new Problem.Invalid("pagination[page] must be a whole number that a list can have", "pagination[page]")
            : new Pagination(true, (Math.Max(1, page ?? 1) - 1) * pageSize, pageSize, withCount);
    }
}
