using System.Text.Json;
using ContentHub.Access;
using ContentHub.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Operations;

/// <summary><c>/admin/api/settings/retention</c>: how long things are kept.</summary>
internal static class RetentionEndpoints
{
    private const long LongestSeconds = 100_000_000_000;   // far beyond every bound, and within what a span of time can hold

    public static void MapRetention(this IEndpointRouteBuilder routes)
    {
        var retention = routes.MapGroup("/admin/api/settings/retention").WithTags("Operations").Needs(Permission.AccessManage);
        retention.MapGet("/", async (HttpContext http, RetentionService times, CancellationToken ct) => (await times.ListAsync(http.Actor(), ct)).ToResult(One));
        retention.MapPut("/", Save);
        retention.MapPost("/plan", Plan);
    }

    private static async Task<IResult> Save(HttpContext http, RetentionService times, CancellationToken ct) =>
        (await ReadAsync(http, ct)).Ok(out var wanted, out var problem) ? (await times.SaveAsync(http.Actor(), wanted, ct)).ToResult(One) : problem.ToResult();

    private static async Task<IResult> Plan(HttpContext http, RetentionService times, CancellationToken ct) =>
        !(await ReadAsync(http, ct)).Ok(out var wanted, out var problem) ? problem.ToResult()
        : (await times.PlanAsync(http.Actor(), wanted, ct)).ToResult(lost => JsonResponse.One(json =>
        {
            json.WriteStartObject();
            foreach (var (name, count) in lost) json.WriteNumber(name, count);
            json.WriteEndObject();
        }));

    private static async Task<Result<IReadOnlyDictionary<string, TimeSpan?>>> ReadAsync(HttpContext http, CancellationToken ct)
    {
        if (!(await JsonBody.ReadDataAsync(http.Request, ct)).Ok(out var data, out var problem)) return problem;
        if (data.ValueKind != JsonValueKind.Object) return new Problem.Invalid("data must be an object of seconds by name, for instance {\"deliveries\": 2592000, \"trash\": null}");
        var wanted = new Dictionary<string, TimeSpan?>();
        var errors = new List<FieldError>();
        foreach (var property in data.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null) wanted[property.Name] = null;
            else if (property.Value.ValueKind == JsonValueKind.Number && property.Value.TryGetInt64(out var seconds) && Math.Abs((decimal)seconds) < LongestSeconds) wanted[property.Name] = TimeSpan.FromSeconds(seconds);
            else errors.Add(new FieldError(property.Name, $"{property.Name} must be a whole number of seconds, or null for what is configured"));
        }

        return errors.Count > 0 ? new Problem.Invalid(errors) : wanted;
    }

    private static JsonResponse One(IReadOnlyList<RetentionTime> times) => JsonResponse.One(json =>
    {
        json.WriteStartArray();
        foreach (var time in times)
        {
            json.WriteStartObject();
            json.WriteString("name", time.Name);
            json.WriteString("what", time.What);
            json.WriteString("setting", time.Setting);
            json.WriteNumber("kept_for_seconds", (long)time.KeptFor.TotalSeconds);
            json.WriteNumber("configured_seconds", (long)time.Configured.TotalSeconds);
            json.WriteNumberOrNull("stored_seconds", time.Stored is { } stored ? (long)stored.TotalSeconds : null);
            json.WriteNumber("least_seconds", (long)time.Least.TotalSeconds);
            json.WriteNumber("most_seconds", (long)time.Most.TotalSeconds);
            json.WriteTimeOrNull("oldest_at", time.Oldest);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
