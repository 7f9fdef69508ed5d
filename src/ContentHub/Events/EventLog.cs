using System.Text.Json;
using ContentHub.Access;
using ContentHub.Persistence;

namespace ContentHub.Events;

/// <summary>Hears of every event inside the unit of work that recorded it.</summary>
public interface IEventSink
{
    /// <summary>Adds rows of its own to the same transaction. Must not do any other I/O.</summary>
    void Recorded(WriteUnit unit, Event recorded);
}

/// <summary>Records what happened in the same transaction as the change itself, so that neither is ever without the other.</summary>
internal sealed class EventLog(IEnumerable<IEventSink> sinks, EventOptions options)
{

    private readonly IEventSink[] _sinks = [.. sinks];

    /// <param name="subject">See <see cref="Event.Subject"/>.</param>
    /// <param name="writeContent">Writes the properties beside <c>event</c>, <c>created_at</c> and <c>model</c>.</param>
    /// <param name="writeThin">Writes what stands for them when the whole is too large to send, and says where the whole is; null for nothing. Where it says nothing, the event itself is named in the feed.</param>
    /// <param name="snapshot">See <see cref="Event.Snapshot"/>.</param>
    /// <returns>The event's place in the log.</returns>
    public Id<Event> Record(
        WriteUnit unit, string name, string? model, string subject, Actor actor, DateTimeOffset at,
        Action<Utf8JsonWriter> writeContent, Func<Utf8JsonWriter, string?>? writeThin = null, string? snapshot = null)
    {
        var body = Body(name, model, at, writeContent);
        unit.Db.SaveChanges();   // what an event tells of can be read by whatever follows in the unit
        var id = unit.NextId<Event>();
        var recorded = new Event
        {
            Id = id,
            Uid = Uid.New(at),
            Name = name,
            Model = model,
            Subject = subject,
            Actor = actor.ToString(),
            CreatedAt = at,
            Body = body,
            ThinBody = body.Length > options.MaxBodyBytes ? Body(name, model, at, WriteThin) : null,
            Snapshot = snapshot,
        };
        unit.Db.Execute(
            "INSERT INTO events (id, uid, name, model, subject, actor, created_at, body, thin_body, snapshot) VALUES (@id, @uid, @name, @model, @subject, @actor, @created_at, @body, @thin_body, @snapshot)",
            ("@id", recorded.Id.Value), ("@uid", recorded.Uid), ("@name", name), ("@model", model), ("@subject", subject), ("@actor", recorded.Actor),
            ("@created_at", at.ToUnixTimeMilliseconds()), ("@body", body), ("@thin_body", recorded.ThinBody), ("@snapshot", snapshot));
        foreach (var sink in _sinks) sink.Recorded(unit, recorded);
        return id;

        void WriteThin(Utf8JsonWriter json)
        {
            var href = writeThin?.Invoke(json);
            json.WriteBoolean("truncated", true);
            json.WriteString("href", href ?? $"/admin/api/events?after={id.Value - 1}&limit=1");
        }
    }

    private static byte[] Body(string name, string? model, DateTimeOffset at, Action<Utf8JsonWriter> writeContent)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, JsonWriting.Compact))
        {
            json.WriteStartObject();
            json.WriteString("event", name);
            json.WriteString("created_at", Utc.Text(at));
            if (model is not null) json.WriteString("model", model);
            writeContent(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}

/// <summary>Settings of the section <c>Events</c>.</summary>
public sealed record EventOptions
{
    /// <summary>Bodies above this many bytes reach webhooks as a thin body with a link. Default 256 KiB.</summary>
    [System.ComponentModel.DataAnnotations.Range(1024, 1024 * 1024)]
    public int MaxBodyBytes { get; init; } = 256 * 1024;
}
