using System.Globalization;
using System.Text;
using System.Text.Json;
using ContentHub.Access;
using ContentHub.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace ContentHub.Events;

/// <summary>The log as a feed (<c>/admin/api/events</c>, also as server-sent events) and custom events (<c>/api/events/{name}</c>).</summary>
internal static class EventEndpoints
{
    private const int MostSeconds = 60;
    private static readonly string[] Known = ["after", "model", "event", "entry", "wait", "limit"];
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/admin/api/events", List).WithTags("Events").Needs(Permission.EventsRead);
        routes.MapGet("/admin/api/events/stream", StreamAsync).WithTags("Events").Needs(Permission.EventsRead);
        routes.MapPost("/api/events/{name}", Raise).WithTags("Events").Needs(Permission.EventsRaise).Takes();
    }

    private static async Task<IResult> List(HttpContext http, EventFeed feed, IHostApplicationLifetime host, CancellationToken aborted)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted, host.ApplicationStopping);   // nobody who waits holds up the stop
        var ct = ending.Token;
        if (!Query(http.Request).Ok(out var query, out var problem)) return problem.ToResult();
        if (!Number(http.Request, "wait", 0, 0, MostSeconds).Ok(out var wait, out problem)) return problem.ToResult();
        return (await feed.ReadAsync(http.Actor(), query, TimeSpan.FromSeconds(wait), ct)).ToResult(events => new JsonResponse(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("data");
            foreach (var recorded in events) Write(recorded, json);
            json.WriteEndArray();
            json.WriteStartObject("meta");
            json.WriteString("cursor", (events.Count > 0 ? events[^1].Id : query.After).ToString());
            json.WriteEndObject();
            json.WriteEndObject();
        }));
    }

    /// <summary>Server-sent events: <c>id</c> is the cursor, <c>event</c> the name; a comment every 15 s keeps the line open.</summary>
    private static async Task StreamAsync(HttpContext http, EventFeed feed, IHostApplicationLifetime host, CancellationToken aborted)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted, host.ApplicationStopping);
        var ct = ending.Token;
        if (!Query(http.Request).Ok(out var query, out var problem) || !Number(http.Request.Headers["Last-Event-ID"], "Last-Event-ID", -1, 0, long.MaxValue).Ok(out var seen, out problem))
        {
            await problem.ToResult().ExecuteAsync(http);
            return;
        }

        if (seen >= 0) query = query with { After = new Id<Event>(seen) };
        else if (!http.Request.Query.ContainsKey("after")) query = query with { After = await feed.NewestAsync(ct) };

        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        await http.Response.WriteAsync(": connected\n\n", ct);
        await http.Response.Body.FlushAsync(ct);
        try
        {
            while (!ct.IsCancellationRequested)
            {
                var events = (await feed.ReadAsync(http.Actor(), query, Heartbeat, ct)).Value;
                var text = new StringBuilder(events.Count == 0 ? ": nothing new\n\n" : "");
                foreach (var recorded in events) text.Append(CultureInfo.InvariantCulture, $"id: {recorded.Id}\nevent: {recorded.Name}\ndata: {Text(recorded)}\n\n");
                if (events.Count > 0) query = query with { After = events[^1].Id };
                await http.Response.WriteAsync(text.ToString(), ct);
                await http.Response.Body.FlushAsync(ct);
            }
        }
        catch (OperationCanceledException)
        {
            // The reader went, or the server stops: both are how a stream ends.
        }
    }

    private static async Task<IResult> Raise(string name, HttpContext http, CustomEvents events, CancellationToken ct)
    {
        if (CustomEvents.Fault(name) is { } fault) return new Problem.Invalid(fault, "name").ToResult();
        if (!(await JsonBody.ReadDataAsync(http.Request, ct)).Ok(out var data, out var problem)) return problem.ToResult();
        return (await events.RaiseAsync(http.Actor(), name, data, ct)).ToResult(id => JsonResponse.One(
            json =>
            {
                json.WriteStartObject();
                json.WriteNumber("id", id.Value);
                json.WriteString("event", name);
                json.WriteEndObject();
            },
            StatusCodes.Status202Accepted));
    }

    private static Result<EventQuery> Query(HttpRequest request)
    {
        if (ListQuery.Unknown(request, Known) is { } unknown) return unknown;
        if (!Number(request, "after", 0, 0, long.MaxValue).Ok(out var after, out var problem)) return problem;
        if (!Number(request, "limit", 100, 1, 1000).Ok(out var limit, out problem)) return problem;
        if (!Number(request, "entry", 0, 0, long.MaxValue).Ok(out var entry, out problem)) return problem;
        return new EventQuery(new Id<Event>(after), ListQuery.Text(request, "model"), ListQuery.Text(request, "event"), entry == 0 ? null : entry, (int)limit);
    }

    private static Result<long> Number(HttpRequest request, string key, long standard, long least, long most) => Number(ListQuery.Text(request, key), key, standard, least, most);

    private static Result<long> Number(string? text, string key, long standard, long least, long most) =>
        text is null ? standard
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : new Problem.Invalid(most == long.MaxValue ? $"{key} must be a whole number" : $"{key} must be {least} to {most}", key);

    private static string Text(Event recorded)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, JsonWriting.Compact)) Write(recorded, json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Event recorded, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", recorded.Id.ToString());
        json.WriteString("event", recorded.Name);
        json.WriteString("model", recorded.Model);
        json.WriteString("subject", recorded.Subject);
        json.WriteString("actor", recorded.Actor);
        json.WriteString("created_at", Utc.Text(recorded.CreatedAt));
        json.WritePropertyName("payload");
        json.WriteRawValue(recorded.Body, skipInputValidation: true);
        json.WriteEndObject();
    }
}
