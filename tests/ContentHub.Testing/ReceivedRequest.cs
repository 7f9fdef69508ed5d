using System.Text;
using System.Text.Json;

namespace ContentHub.Testing;

/// <summary>A request as it came over the wire.</summary>
/// <param name="Number">1 for the first request the receiver got.</param>
/// <param name="Attempt">How often this delivery has come so far, this time included: requests with the same <c>webhook-id</c>; without that header, with the same target.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Headers">In the order and spelling of the wire; a repeated name stands there as often as it was sent.</param>
/// <param name="Body">The bytes, unchanged.</param>
public sealed record ReceivedRequest(
    int Number, int Attempt, string Method, string Target, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body, DateTimeOffset At)
{
    /// <summary>The header's value, names compared case-insensitively; several are joined with ", "; null when it was not sent.</summary>
    public string? Header(string name)
    {
        var values = Headers.Where(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).ToList();
        return values.Count == 0 ? null : string.Join(", ", values);
    }

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The body as JSON.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body.Span);

    /// <summary>One line for the message of a failed test.</summary>
    public override string ToString() =>
        $"{At:HH:mm:ss.fff} #{Number} attempt {Attempt} {Method} {Target} {Header("X-ContentHub-Event")} {(Text.Length > 120 ? Text[..120] + "…" : Text)}";
}

/// <summary>What the receiver answers.</summary>
public sealed record Answer(int Status = 200, string Body = "")
{
    /// <summary>200 and nothing else.</summary>
    public static Answer Ok { get; } = new();

    /// <summary>Closes the connection without an answer.</summary>
    public static Answer Drop { get; } = new(0);

    /// <summary>Further headers, for instance <c>Retry-After</c>.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>How long the receiver takes; <see cref="Timeout.InfiniteTimeSpan"/> hangs until the other side gives up.</summary>
    public TimeSpan Delay { get; init; }
}
