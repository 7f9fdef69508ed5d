using System.Buffers.Text;
using System.Text.Json;
using ContentHub.ContentTypes;

namespace ContentHub.Entries;

/// <summary>Where the values of attributes lie in stored JSON, so that they can be copied as they are.</summary>
internal static class StoredValues
{
    // As deep as the product itself writes: a request's 64 levels and what they become part of.
    private const int Deepest = 256;

    /// <summary>Notes for each attribute where its value is; an empty range where it has none.</summary>
    /// <param name="data">An object whose keys are ids of attributes.</param>
    /// <param name="values">As many as there are attributes.</param>
    public static void Locate(ReadOnlySpan<byte> data, IReadOnlyList<ContentAttribute> attributes, Span<(int Start, int End)> values)
    {
        values.Clear();
        var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = Deepest });
        reader.Read();
        // Values mostly stand in the order of the attributes.
        var next = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var at = Utf8Parser.TryParse(reader.ValueSpan, out long id, out _) ? IndexOf(attributes, id, next) : -1;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var isNull = reader.TokenType == JsonTokenType.Null;
            reader.Skip();
            if (at < 0) continue;
            if (!isNull) values[at] = (start, (int)reader.BytesConsumed);
            next = at + 1;
        }
    }

    private static int IndexOf(IReadOnlyList<ContentAttribute> attributes, long id, int from)
    {
        for (var i = 0; i < attributes.Count; i++)
        {
            var at = (from + i) % attributes.Count;
            if (attributes[at].Id.Value == id) return at;
        }

        return -1;
    }
}
