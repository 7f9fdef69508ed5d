using System.Text.Json;
using System.Text.RegularExpressions;
using ContentHub.Access;
using ContentHub.Persistence;

namespace ContentHub.Events;

/// <summary>Events that applications raise: recorded and delivered like the product's own.</summary>
public sealed partial class CustomEvents
{
    private static readonly string[] Reserved = ["entry.", "media.", "webhook.", "hook.", "changeset."];

    private readonly Database _database;
    private readonly EventLog _events;
    private readonly TimeProvider _clock;

    internal CustomEvents(Database database, EventLog events, TimeProvider clock)
    {
        _database = database;
        _events = events;
        _clock = clock;
    }

    /// <summary>What is wrong with a name; null when it may be used.</summary>
    public static string? Fault(string name) =>
        !Name().IsMatch(name) ? "An event's name is a letter, then letters, digits, dots, dashes and underscores, at most 64"
        : Reserved.FirstOrDefault(r => name.StartsWith(r, StringComparison.OrdinalIgnoreCase)) is { } prefix ? $"Names that begin with '{prefix}' are the product's own"
        : null;

    /// <summary>Records an event with the body <c>{"event", "created_at", "data"}</c>. Problems: Unauthorized, Forbidden, Invalid.</summary>
    /// <param name="data">Any JSON; webhooks show it as it is.</param>
    public async Task<Result<Id<Event>>> RaiseAsync(Actor actor, string name, JsonElement data, CancellationToken ct)
    {
        if (actor.Lacks(Permission.EventsRaise) is { } refusal) return refusal;
        if (Fault(name) is { } fault) return new Problem.Invalid(fault, "name");
        if (!JsonText.IsClean(data)) return new Problem.Invalid("data must not contain the NUL character, half a surrogate pair or a number beyond a double's range", "data");
        return await _database.WriteAsync<Id<Event>>(
            unit => _events.Record(
                unit, name, null, $"custom:{Uid.Random()}", actor, _clock.GetUtcNow(),
                json =>
                {
                    json.WritePropertyName("data");
                    data.WriteTo(json);
                }),
            ct);
    }

    [GeneratedRegex(@"^[a-zA-Z][a-zA-Z0-9_.\-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
