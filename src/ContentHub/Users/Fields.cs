using System.Text.Json;
using ContentHub.Http;
using Microsoft.AspNetCore.Http;

namespace ContentHub.Users;

/// <summary>The members of a small form: what is not asked for is refused, so that nothing slips in.</summary>
internal sealed class Fields
{
    private readonly JsonElement _data;

    private Fields(JsonElement data) => _data = data;

    /// <summary>An object, alone or as <c>data</c>. Problems: Invalid (also a name that is not known), TooLarge.</summary>
    /// <param name="known">None for whatever comes.</param>
    public static async Task<Result<Fields>> ReadAsync(HttpRequest request, CancellationToken ct, params string[] known)
    {
        if (!(await JsonBody.ReadAsync(request, ct)).Ok(out var root, out var problem)) return problem;
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out var data)) root = data;
        if (root.ValueKind != JsonValueKind.Object) return new Problem.Invalid($"The body must be an object{(known.Length > 0 ? " with " + string.Join(", ", known) : "")}");
        var errors = known.Length == 0 ? [] : root.EnumerateObject().Where(p => !known.Contains(p.Name)).Select(p => new FieldError(p.Name, $"{p.Name} is not known{Nearest.Hint(p.Name, known)}")).ToArray();
        return errors.Length > 0 ? new Problem.Invalid(errors) : new Fields(root);
    }

    /// <summary>A text; null for everything else.</summary>
    public string? Text(string name) => _data.TryGetProperty(name, out var value) ? JsonText.TextOf(value) : null;

    /// <summary>A key; null for everything else.</summary>
    public Id<T>? Key<T>(string name) => _data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? new Id<T>(number) : null;

    /// <summary>Whether it is there at all.</summary>
    public bool Has(string name) => _data.TryGetProperty(name, out _);
}
