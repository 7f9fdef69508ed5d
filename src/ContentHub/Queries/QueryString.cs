using System.Globalization;
using System.Text;

namespace ContentHub.Queries;

/// <summary>Reads a query string as the library qs does: <c>a[b][0]=c</c>, <c>a[]=b</c>, repeated keys, keys in percent codes.</summary>
internal static class QueryString
{
    private const int MostParameters = 1000;
    private const int Deepest = 20;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="text">With or without the question mark; null for none.</param>
    /// <returns>The parameters. Problems: Invalid.</returns>
    public static Result<QueryNode.Parts> Parse(string? text)
    {
        var root = new QueryNode.Parts();
        var rest = text.AsSpan().TrimStart('?');
        var count = 0;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf('&');
            var part = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (part.IsEmpty) continue;
            if (++count > MostParameters) return new Problem.Invalid($"The query has more than {MostParameters} parameters");

            var close = part.IndexOf("]=", StringComparison.Ordinal);
            var equals = close >= 0 ? close + 1 : part.IndexOf('=');
            if (!TryDecode(equals < 0 ? part : part[..equals], out var key)) return new Problem.Invalid("The query is not valid text: a name has bytes that are not UTF-8, or the NUL character");
            string? value = null;
            if (equals >= 0 && !TryDecode(part[(equals + 1)..], out value)) return new Problem.Invalid($"The value of {key} is not valid text: it has bytes that are not UTF-8, or the NUL character");
            var path = PathOf(key);
            if (path.Count > Deepest + 1) return new Problem.Invalid($"{path[0]} is nested more than {Deepest} deep");
            Put(root, path, value);
        }

        return root;
    }

    /// <summary><c>a[b][c]</c> → a, b, c. What has no closing bracket is a part of the name.</summary>
    private static List<string> PathOf(string key)
    {
        var open = key.IndexOf('[', StringComparison.Ordinal);
        if (open <= 0) return [key];
        var path = new List<string> { key[..open] };
        while (open >= 0 && open < key.Length && key[open] == '[')
        {
            var close = key.IndexOf(']', open);
            if (close < 0) return [key];
            path.Add(key[(open + 1)..close]);
            open = close + 1;
        }

        return path;
    }

    private static void Put(QueryNode.Parts parent, List<string> path, string? value)
    {
        for (var i = 0; i < path.Count - 1; i++)
        {
            // An empty bracket in the middle opens a new item.
            var existing = path[i].Length == 0 ? null : parent[path[i]];
            if (existing is not QueryNode.Parts parts)
            {
                parts = new QueryNode.Parts();
                if (existing is not null) parts.Append(existing);
                if (path[i].Length == 0) parent.Append(parts);
                else parent.Set(path[i], parts);
            }

            parent = parts;
        }

        var last = path[^1];
        if (last.Length == 0 && path.Count > 1)
        {
            // a[] without a value is a list of nothing.
            if (value is not null) parent.Append(new QueryNode.Text(value));
            return;
        }

        switch (parent[last])
        {
            case null:
                parent.Set(last, new QueryNode.Text(value));
                break;
            case QueryNode.Parts parts:
                parts.Append(new QueryNode.Text(value));
                break;
            case var first:
                var list = new QueryNode.Parts();
                list.Append(first);
                list.Append(new QueryNode.Text(value));
                parent.Set(last, list);
                break;
        }
    }

    private static bool TryDecode(ReadOnlySpan<char> text, out string decoded)
    {
        decoded = "";
        try
        {
            if (text.IndexOfAny('%', '+') < 0)
            {
                Strict.GetByteCount(text);
                decoded = text.ToString();
            }
            else
            {
                decoded = Strict.GetString(BytesOf(text));
            }
        }
        catch (ArgumentException)   // not UTF-8, or half a surrogate pair
        {
            return false;
        }

        return !decoded.Contains('\0', StringComparison.Ordinal);
    }

    private static byte[] BytesOf(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Strict.GetMaxByteCount(text.Length)];
        var length = 0;
        while (!text.IsEmpty)
        {
            if (text[0] == '%' && text.Length > 2 && byte.TryParse(text.Slice(1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var one))
            {
                bytes[length++] = one;
                text = text[3..];
                continue;
            }

            var next = text[1..].IndexOfAny('%', '+');
            var run = text[0] is '%' or '+' ? 1 : next < 0 ? text.Length : next + 1;
            if (text[0] == '+') bytes[length++] = (byte)' ';
            else length += Strict.GetBytes(text[..run], bytes.AsSpan(length));
            text = text[run..];
        }

        return bytes[..length];
    }
}
