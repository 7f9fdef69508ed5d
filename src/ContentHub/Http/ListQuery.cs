using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ContentHub.Http;

/// <summary>Reads query parameters; one that is unknown is refused with the nearest known name, never ignored.</summary>
internal static class ListQuery
{
    private static readonly string[] PagingKeys = ["pagination[page]", "pagination[pageSize]"];

    /// <summary>The page asked for. Problems: Invalid.</summary>
    /// <param name="others">Further parameters that this list understands, as plain names; <c>name[…]</c> is accepted too.</param>
    public static Result<Paging> ReadPaging(HttpRequest request, params ReadOnlySpan<string> others)
    {
        string[] known = [.. PagingKeys, .. others];
        if (Unknown(request, known) is { } unknown) return unknown;
        if (!Number(request, PagingKeys[0], 1, int.MaxValue / Paging.MaxSize).Ok(out var page, out var problem)) return problem;
        if (!Number(request, PagingKeys[1], Paging.DefaultSize, int.MaxValue).Ok(out var size, out problem)) return problem;
        return new Paging(page, Math.Min(size, Paging.MaxSize));
    }

    /// <summary>A parameter that is given once and can be stored; null for everything else.</summary>
    public static string? Text(HttpRequest request, string name) => request.Query[name] is [{ Length: > 0 } text] && !text.Contains('\0', StringComparison.Ordinal) ? text : null;

    /// <summary>The refusal of the first parameter that is not known, or null.</summary>
    public static Problem.Invalid? Unknown(HttpRequest request, params ReadOnlySpan<string> known)
    {
        foreach (var key in request.Query.Keys)
        {
            var name = key.Contains('[', StringComparison.Ordinal) ? key[..key.IndexOf('[', StringComparison.Ordinal)] : key;
            if (!known.Contains(key) && !(key != name && name != "pagination" && known.Contains(name)))
                return new Problem.Invalid($"Invalid key {key}{Nearest.Hint(key, known.ToArray())}", key);
        }

        return null;
    }

    /// <summary>Says on an endpoint that reads no parameters, or only some, which ones may be given.</summary>
    public static TBuilder Takes<TBuilder>(this TBuilder endpoint, params IReadOnlyList<string> known) where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddEndpointFilter(async (call, next) => Unknown(call.HttpContext.Request, [.. known]) is { } unknown ? unknown.ToResult() : await next(call));

    /// <summary>All values of a list parameter in its spellings: <c>a=x,y</c>, <c>a[0]=x&amp;a[1]=y</c>, <c>a[]=x</c>; null when it is absent.</summary>
    public static IReadOnlyList<string>? Values(HttpRequest request, string name)
    {
        var values = request.Query.Where(p => p.Key == name || p.Key.StartsWith(name + "[", StringComparison.Ordinal))
            .OrderBy(p => p.Key, StringComparer.Ordinal).SelectMany(p => p.Value).SelectMany(v => (v ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToArray();
        return values.Length == 0 && !request.Query.Keys.Any(k => k == name || k.StartsWith(name + "[", StringComparison.Ordinal)) ? null : values;
    }

    private static Result<int> Number(HttpRequest request, string key, int standard, int most)
    {
        if (!request.Query.TryGetValue(key, out var text)) return standard;
        // As the dialect has it, a number below the least is the least.
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number <= most
            ? Math.Max(1, number)
            : new Problem.Invalid($"{key} must be a whole number", key);
    }
}
