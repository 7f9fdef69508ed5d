using System.Text.Json;
using ContentHub.Access;
using ContentHub.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Entries;

/// <summary><c>POST /api/changesets</c>: <c>{"data": {"operations": [{"op", "model", "id", "data", "status", "version"}]}}</c>.</summary>
internal static class ChangesetEndpoints
{
    private static readonly string[] Known = ["op", "model", "id", "data", "status", "version"];

    public static void MapChangesets(this IEndpointRouteBuilder routes) => routes.MapPost("/api/changesets", Apply).WithTags("Content").Needs(Permission.EntriesCreate, Permission.EntriesUpdate, Permission.EntriesDelete, Permission.EntriesPublish).Takes();

    private static async Task<IResult> Apply(HttpContext http, EntryChangesets changesets, SystemNames names, CancellationToken ct)
    {
        if (!(await JsonBody.ReadDataAsync(http.Request, ct)).Ok(out var data, out var problem) || !Read(data).Ok(out var operations, out problem)) return problem.ToResult();
        return (await changesets.ApplyAsync(http.Actor(), operations, ct)).ToResult(results => JsonResponse.One(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("operations");
            foreach (var result in results)
            {
                json.WriteStartObject();
                json.WriteString("op", result.Deed.ToString().ToLowerInvariant());
                json.WriteString("model", result.Model);
                json.WriteNumber("id", result.Id.Value);
                json.WriteString(names.DocumentId, result.DocumentId);
                json.WriteNumber("version", result.Version);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }

    private static Result<IReadOnlyList<ChangesetOperation>> Read(JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.Object || !data.TryGetProperty("operations", out var list) || list.ValueKind != JsonValueKind.Array)
            return new Problem.Invalid("data must be an object with operations, a list", "operations");
        var operations = new List<ChangesetOperation>();
        var errors = new List<FieldError>();
        foreach (var (item, i) in list.EnumerateArray().Select((item, i) => (item, i.ToString(System.Globalization.CultureInfo.InvariantCulture))))
        {
            var before = errors.Count;
            void Wrong(string message, params string[] inside) => errors.Add(new FieldError(["operations", i, .. inside], message));
            if (item.ValueKind != JsonValueKind.Object)
            {
                Wrong("an operation is an object with op and model");
                continue;
            }

            if (item.EnumerateObject().Select(p => p.Name).FirstOrDefault(name => !Known.Contains(name)) is { } unknown) Wrong($"{unknown} is not known{Nearest.Hint(unknown, Known)}", unknown);
            if (!Enum.TryParse<ChangesetDeed>(Text("op"), ignoreCase: true, out var deed) || !Enum.IsDefined(deed) || char.IsAsciiDigit(Text("op")![0])) Wrong("op must be create, update, delete, publish or unpublish", "op");
            else if (deed == ChangesetDeed.Create && item.TryGetProperty("id", out var given) && given.ValueKind != JsonValueKind.Null) Wrong("id is not for create: a new entry gets one of its own; to change the entry with that id, op is update", "id");
            if (Text("model") is null) Wrong("model is required: the name of a content type", "model");
            if (Text("status") is not (null or "draft" or "published")) Wrong("status must be draft or published", "status");
            int? version = null;
            if (item.TryGetProperty("version", out var seen) && seen.ValueKind != JsonValueKind.Null)
            {
                if (seen.ValueKind == JsonValueKind.Number && seen.TryGetInt32(out var number)) version = number;
                else Wrong("version must be a whole number", "version");
            }

            if (errors.Count == before)
                operations.Add(new ChangesetOperation(deed, Text("model")!, Key(), item.TryGetProperty("data", out var values) && values.ValueKind != JsonValueKind.Null ? values : null, Text("status") == "draft", version));

            string? Text(string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && JsonText.TryGet(value, out var text) && text.Length > 0 ? text : null;

            string? Key() => item.TryGetProperty("id", out var id) ? LinkTarget.Read(id)?.ToString() : null;
        }

        return errors.Count > 0 ? new Problem.Invalid(errors) : operations;
    }
}
