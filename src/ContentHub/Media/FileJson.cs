using System.Buffers;
using System.Text.Json;
using ContentHub.Queries;

namespace ContentHub.Media;

/// <summary>Files as far as they are asked for.</summary>
internal static class FileJson
{
    /// <summary>The whole file object (in events the one of webhooks.md), or its ids and the fields that were asked for.</summary>
    public static void Write(Utf8JsonWriter json, MediaView file, Selection selection, SystemNames names, bool inEvent = false)
    {
        if (selection.Fields is not { } fields)
        {
            if (inEvent) file.Write(json);
            else file.Write(json, names);
            return;
        }

        // Files know only their whole; a choice of fields is rare enough to write it twice.
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var whole = new Utf8JsonWriter(buffer)) file.Write(whole, names);
        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        json.WriteStartObject();
        foreach (var property in document.RootElement.EnumerateObject())
            if (property.Name is "id" or "document_id" or "documentId" || (FileShape.Instance.Shown(property.Name) is { } shown && fields.Contains(shown))) property.WriteTo(json);
        json.WriteEndObject();
    }
}
