using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ContentHub.Access;
using ContentHub.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Audit;

/// <summary><c>/admin/api/audit</c>: who did what, a page at a time or all as a file.</summary>
internal static class AuditEndpoints
{
    private const int LongestText = 256;
    private static readonly string[] Filters = ["actor", "action", "subject", "from", "to", "text"];

    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var audit = routes.MapGroup("/admin/api/audit").WithTags("Audit").Needs(Permission.AuditRead);
        audit.MapGet("/", List);
        audit.MapGet("/export", ExportAsync);
    }

    private static async Task<IResult> List(HttpContext http, AuditReader audit, CancellationToken ct)
    {
        var request = http.Request;
        if (ListQuery.Unknown(request, [.. Filters, "before", "limit"]) is { } unknown) return unknown.ToResult();
        if (!Query(request).Ok(out var query, out var problem)) return problem.ToResult();
        var (before, limit) = (AuditCursor.Newest, 50);
        if (ListQuery.Text(request, "before") is { } cursor && !AuditCursor.TryParse(cursor, out before)) return new Problem.Invalid("before must be a cursor of an earlier page", "before").ToResult();
        if (ListQuery.Text(request, "limit") is { } size && (!int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > AuditReader.MostOnPage))
            return new Problem.Invalid($"limit must be 1 to {AuditReader.MostOnPage}", "limit").ToResult();
        return (await audit.ReadAsync(http.Actor(), query, before, limit, ct)).ToResult(page => new JsonResponse(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("data");
            foreach (var entry in page.Items) Write(entry, json);
            json.WriteEndArray();
            json.WriteStartObject("meta");
            json.WriteString("cursor", page.Next?.ToString());
            json.WriteEndObject();
            json.WriteEndObject();
        }));
    }

    private static async Task ExportAsync(HttpContext http, AuditReader audit, TimeProvider clock, CancellationToken ct)
    {
        var format = ListQuery.Text(http.Request, "format") ?? "csv";
        Problem? problem = ListQuery.Unknown(http.Request, [.. Filters, "format"]) ?? (format is "csv" or "jsonl" ? null : new Problem.Invalid("format must be csv or jsonl", "format"));
        var query = new AuditQuery();
        if (problem is null && !Query(http.Request).Ok(out query, out problem)) query = new AuditQuery();
        IAsyncEnumerable<AuditEntry>? entries = null;
        if (problem is null) (await audit.ExportAsync(http.Actor(), query, ct)).Ok(out entries, out problem);
        if (problem is not null)
        {
            await problem.ToResult().ExecuteAsync(http);
            return;
        }

        http.Response.ContentType = format == "csv" ? "text/csv; charset=utf-8; header=present" : "application/jsonl; charset=utf-8";
        http.Response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"audit-{clock.GetUtcNow():yyyyMMdd-HHmmss}.{format}\"");
        var text = new StringBuilder(format == "csv" ? AuditCsv.Header : "");
        await foreach (var entry in entries!.WithCancellation(ct))
        {
            if (format == "csv") AuditCsv.Append(text, entry);
            else text.Append(Line(entry)).Append('\n');
            if (text.Length < 64 * 1024) continue;
            await http.Response.WriteAsync(text.ToString(), ct);
            text.Clear();
        }

        await http.Response.WriteAsync(text.ToString(), ct);
    }

    private static Result<AuditQuery> Query(HttpRequest request)
    {
        var errors = new List<FieldError>();
        foreach (var name in Filters)
            if (ListQuery.Text(request, name)?.Length > LongestText) errors.Add(new FieldError(name, $"{name} must be at most {LongestText} characters"));
        var (from, to) = (Moment(request, "from", errors), Moment(request, "to", errors));
        if (from >= to) errors.Add(new FieldError("from", "from must be before to"));
        return errors.Count > 0 ? new Problem.Invalid(errors) : new AuditQuery(ListQuery.Text(request, "actor"), ListQuery.Text(request, "action"), ListQuery.Text(request, "subject"), from, to, ListQuery.Text(request, "text"));
    }

    private static DateTimeOffset? Moment(HttpRequest request, string name, List<FieldError> errors)
    {
        if (ListQuery.Text(request, name) is not { } text) return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)) return moment;
        errors.Add(new FieldError(name, $"{name} must be a moment such as 2030-01-31T08:30:00Z"));
        return null;
    }

    private static string Line(AuditEntry entry)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, JsonWriting.Compact)) Write(entry, json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(AuditEntry entry, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", entry.Key);
        json.WriteString("at", Utc.Text(entry.At));
        json.WriteString("action", entry.Action);
        json.WriteString("actor", entry.Actor);
        json.WriteString("actor_name", entry.ActorName);
        json.WriteString("subject", entry.Subject);
        json.WriteString("subject_name", entry.SubjectName);
        json.WritePropertyName("changes");
        if (entry.Changes is { } changes) json.WriteRawValue(changes, skipInputValidation: true);
        else json.WriteNullValue();
        json.WriteString("address", entry.Address);
        json.WriteString("request_id", entry.RequestId);
        json.WriteNumber("count", entry.Count);
        json.WriteNumberOrNull("event_id", entry.Event?.Value);
        json.WriteEndObject();
    }
}
