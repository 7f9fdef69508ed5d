using System.Text.Json;

namespace ContentHub.ContentTypes;

/// <summary>The shape of a <c>blocks</c> value: a list of paragraphs, headings, lists, quotes, code and pictures, as Strapi's editor writes it.</summary>
internal static class Blocks
{
    private static readonly string[] Marks = ["bold", "italic", "underline", "strikethrough", "code"];
    private static readonly string[] ScriptSchemes = ["javascript:", "vbscript:", "data:"];
    private static readonly string[] OfTop = ["paragraph", "heading", "list", "quote", "code", "image"];

    /// <summary>The first thing that is wrong, as the end of a sentence that begins with the attribute's name; null when nothing is.</summary>
    public static string? Fault(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array) return "must be a list of blocks";
        if (!JsonText.IsClean(value)) return "must not contain the NUL character, half a surrogate pair or a number beyond a double's range";
        var i = 0;
        foreach (var block in value.EnumerateArray())
            if (FaultOfBlock(block, $"[{i++}]") is { } fault) return fault;
        return null;
    }

    private static string? FaultOfBlock(JsonElement block, string at)
    {
        if (TypeOf(block) is not { } type || !OfTop.Contains(type)) return $"{at}.type must be one of: {string.Join(", ", OfTop)}";
        switch (type)
        {
            case "heading" when !block.TryGetProperty("level", out var level) || level.ValueKind != JsonValueKind.Number || !level.TryGetInt32(out var n) || n is < 1 or > 6:
                return $"{at}.level must be 1 to 6";
            case "image" when !block.TryGetProperty("image", out var image) || image.ValueKind != JsonValueKind.Object || !HasText(image, "url"):
                return $"{at}.image must be an object with a url";
            case "list":
                return FaultOfList(block, at);
            default:
                return FaultOfInlines(block, at, links: type != "code");
        }
    }

    private static string? FaultOfList(JsonElement list, string at)
    {
        if (!list.TryGetProperty("format", out var format) || format.ValueKind != JsonValueKind.String || format.GetString() is not ("ordered" or "unordered")) return $"{at}.format must be ordered or unordered";
        return FaultOfChildren(list, at, (item, place) => TypeOf(item) switch
        {
            "list" => FaultOfList(item, place),
            "list-item" => FaultOfInlines(item, place, links: true),
            _ => $"{place}.type must be list-item or list",
        });
    }

    private static string? FaultOfInlines(JsonElement block, string at, bool links) => FaultOfChildren(block, at, (child, place) => TypeOf(child) switch
    {
        "text" => FaultOfText(child, place),
        "link" when links => !HasText(child, "url") ? $"{place}.url must be a string"
            : RunsAsScript(child.GetProperty("url").GetString()!) ? $"{place}.url must not begin with javascript:, vbscript: or data:"
            : FaultOfInlines(child, place, links: false),
        _ => $"{place}.type must be text{(links ? " or link" : "")}",
    });

    // Strapi's BLOCKED_LINK_PROTOCOLS, read as browsers read an address: https://url.spec.whatwg.org/#concept-basic-url-parser, steps 1 and 3.
    private static bool RunsAsScript(string url)
    {
        var read = string.Concat(url.SkipWhile(c => c <= ' ').Where(c => c is not ('\t' or '\n' or '\r')));
        return ScriptSchemes.Any(scheme => read.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));
    }

    private static string? FaultOfText(JsonElement text, string at)
    {
        if (!HasText(text, "text")) return $"{at}.text must be a string";
        foreach (var mark in Marks)
            if (text.TryGetProperty(mark, out var value) && value.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) return $"{at}.{mark} must be true or false";
        return null;
    }

    private static string? FaultOfChildren(JsonElement parent, string at, Func<JsonElement, string, string?> faultOfChild)
    {
        if (!parent.TryGetProperty("children", out var children) || children.ValueKind != JsonValueKind.Array) return $"{at}.children must be a list";
        var i = 0;
        foreach (var child in children.EnumerateArray())
            if (faultOfChild(child, $"{at}.children[{i++}]") is { } fault) return fault;
        return null;
    }

    private static string? TypeOf(JsonElement node) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    private static bool HasText(JsonElement node, string name) => node.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String;
}
