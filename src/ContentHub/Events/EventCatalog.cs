using System.Text.Json.Nodes;
using ContentHub.Access;
using ContentHub.ContentTypes;

namespace ContentHub.Events;

/// <summary>A kind of event that this project can raise.</summary>
/// <param name="Name"><c>entry.create</c> and so on; <see cref="EventCatalog.Custom"/> stands for all that applications raise.</param>
/// <param name="Model">Singular of the content type; null for events of other things.</param>
/// <param name="Description">When it happens, a sentence.</param>
/// <param name="Schema">JSON Schema, draft 2020-12, of the body.</param>
/// <param name="Example">A body that fits the schema.</param>
public sealed record EventKind(string Name, string? Model, string Description, JsonObject Schema, JsonNode Example);

/// <summary>Every event with the shape of its body, made of the content types as they are at this moment. Private attributes and passwords are in none.</summary>
public sealed class EventCatalog
{
    /// <summary>Stands for the names that applications choose.</summary>
    public const string Custom = "custom";

    private const string Received = "hook.received";
    private const string Draft202012 = "https://json-schema.org/draft/2020-12/schema";

    private readonly ContentTypeService _types;

    internal EventCatalog(ContentTypeService types) => _types = types;

    /// <summary>In the order of the contract, by type. Problems: Unauthorized, Forbidden.</summary>
    /// <param name="name">Of an event; null for all.</param>
    /// <param name="model">Singular of a type; null for all.</param>
    public Result<IReadOnlyList<EventKind>> List(Actor actor, string? name = null, string? model = null) => _types.List(actor).Then(_ =>
        Kinds(_types.SeenBy(actor)).Where(k => (name is null || k.Name == name) && (model is null || k.Model == model)).Select(k => k.Make()).ToArray() as IReadOnlyList<EventKind>);

    /// <summary>A body of each kind that is wanted by name and model; <see cref="Custom"/> for those of applications.</summary>
    internal static IEnumerable<JsonNode> Examples(ContentTypeCatalog catalog, Func<string, string?, bool> wanted) => Kinds(catalog).Where(k => wanted(k.Name, k.Model)).Select(k => k.Make().Example);

    /// <summary>A kind that is not made yet: there may be hundreds.</summary>
    private sealed record Planned(string Name, string? Model, Func<EventKind> Make);

    private static IEnumerable<Planned> Kinds(ContentTypeCatalog catalog)
    {
        var shapes = new EntryShapes(catalog);
        foreach (var type in catalog.Types)
        {
            foreach (var (name, words) in OfEntries.Where(e => type.DraftAndPublish || e.Name is not ("entry.publish" or "entry.unpublish")))
                yield return new Planned(name, type.Name, () => OfEntry(shapes, type, name, words));
        }

        foreach (var (name, words) in OfFiles)
        {
            yield return Plan(name, words, ("media", BodyShape.Defined("file", EntryShapes.File().Example!)), [
                ("media", BodyShape.Object(("id", BodyShape.Whole(1)))), ("truncated", BodyShape.True()), ("href", BodyShape.Text("/api/upload/files/1"))]);
        }

        yield return Plan("changeset.commit", "Several changes were made in one step; each has its own event before this one.", ("changeset", Changeset()), [
            ("changeset", BodyShape.Object(("id", BodyShape.Text("9k2m4p6r8t0v1x3z5b7d9f1h3j")))), ("truncated", BodyShape.True()), InFeed()]);
        yield return new Planned(Received, null, () => Kind(Received, null, "Another system called an incoming hook and was believed.", [.. OfHook(), ("data", BodyShape.Any(new JsonObject { ["order"] = 12 }, "What it sent; of what is no JSON content_type and text, or base64."))], [
            .. OfHook(), ("truncated", BodyShape.True()), InFeed()]));
        yield return Plan("webhook.test", "Somebody pressed Test: sent to that one webhook and not kept in the log.", ("sample", BodyShape.Any(new JsonObject { ["message"] = "This is a test. A real delivery carries an entry or a file here." })), []);
        foreach (var (name, words) in OfWebhooks)
        {
            yield return Plan(name, words, ("data", BodyShape.Object(
                ("webhook", BodyShape.Object(("id", BodyShape.Whole(1)), ("name", BodyShape.Text("Search index")))), ("reason", BodyShape.Text("The receiver answered 503.").OrNull()),
                ("failing_since", BodyShape.Moment().OrNull()), ("failures", BodyShape.Whole(3)))), []);
        }

        foreach (var (name, words) in OfTargets)
        {
            yield return Plan(name, words, ("data", BodyShape.Object(("target", BodyShape.Object(
                ("id", BodyShape.Whole(1)), ("network", BodyShape.Text("10.1.2.0/24").OrNull()), ("host", BodyShape.Text("ci.internal").OrNull()), ("port", BodyShape.Whole(443).OrNull()),
                ("reason", BodyShape.Text("The build server")), ("author", BodyShape.Text("owner@example.com")))))), []);
        }

        yield return new Planned(Custom, null, () => Kind(Custom, null, "Raised by an application under a name of its own.", [
            ("event", BodyShape.Matching("^[a-zA-Z][a-zA-Z0-9_.\\-]{0,63}$", "LIKED_PHOTO")), ("created_at", BodyShape.Moment()), ("data", BodyShape.Any(new JsonObject { ["photo"] = 12 }, "Whatever the application sent."))], [
            ("event", BodyShape.Matching("^[a-zA-Z][a-zA-Z0-9_.\\-]{0,63}$", "LIKED_PHOTO")), ("created_at", BodyShape.Moment()), ("truncated", BodyShape.True()), InFeed()]));
    }

    private static readonly (string Name, string Words)[] OfEntries =
    [
        ("entry.create", "An entry was created."), ("entry.update", "An entry was changed."), ("entry.delete", "An entry was deleted; the body is its last state."),
        ("entry.publish", "A draft went out."), ("entry.unpublish", "What was public was taken back."),
    ];

    private static readonly (string Name, string Words)[] OfFiles =
        [("media.create", "A file was uploaded."), ("media.update", "A file's words or bytes were changed."), ("media.delete", "A file was deleted; the body is its last state.")];

    private static readonly (string Name, string Words)[] OfWebhooks =
    [
        ("webhook.failing", "A webhook's receiver is in trouble. Sent only to webhooks that name it."), ("webhook.recovered", "A webhook that was failing delivers again. Sent only to webhooks that name it."),
        ("webhook.disabled", "A webhook was switched off because its receiver failed for days, or asked for it. Sent only to webhooks that name it."),
    ];

    private static (string, BodyShape)[] OfHook() =>
    [
        ("event", BodyShape.Constant(Received)), ("created_at", BodyShape.Moment()), ("hook", BodyShape.Object(("id", BodyShape.Whole(1)), ("slug", BodyShape.Text("shop")), ("name", BodyShape.Text("Shop")))),
    ];

    private static (string, BodyShape) InFeed() => ("href", BodyShape.Text("/admin/api/events?after=41&limit=1"));

    private static readonly (string Name, string Words)[] OfTargets =
    [
        ("webhook.target_allowed", "An owner opened an address that is not public to webhooks. Sent only to webhooks that name it."),
        ("webhook.target_forbidden", "An owner closed such an address again. Sent only to webhooks that name it."),
    ];

    private static EventKind OfEntry(EntryShapes shapes, ContentType type, string name, string words)
    {
        (string, BodyShape)[] Head() => [("event", BodyShape.Constant(name)), ("created_at", BodyShape.Moment()), ("model", BodyShape.Constant(type.Name))];
        var changed = BodyShape.List(BodyShape.Text(type.Attributes.FirstOrDefault(a => !a.IsHidden)?.Name ?? "title", "Name of an attribute with another value than before."));
        return Kind(name, type.Name, words,
            [.. Head(), ("entry", shapes.Entry(type)), .. name == "entry.update" ? [("changed", changed.Optional())] : Array.Empty<(string, BodyShape)>()],
            [.. Head(), ("entry", BodyShape.Object(("id", BodyShape.Whole(1)), ("document_id", BodyShape.Text("")))), ("truncated", BodyShape.True()), ("href", BodyShape.Text(""))]);
    }

    private static BodyShape Changeset() => BodyShape.Object(
        ("id", BodyShape.Text("9k2m4p6r8t0v1x3z5b7d9f1h3j")),
        ("operations", BodyShape.List(BodyShape.Object(
            ("op", BodyShape.OneOf(["create", "update", "delete", "publish", "unpublish"])), ("model", BodyShape.Text("address")), ("id", BodyShape.Whole(1)), ("document_id", BodyShape.Text("k5hq2p0v7xk1m9c4t8w3z6yb"))))));

    private static Planned Plan(string name, string words, (string, BodyShape) content, (string, BodyShape)[] thin) => new(name, null, () =>
    {
        // Schemas are trees: what stands in both forms is made twice.
        (string, BodyShape)[] Head() => [("event", BodyShape.Constant(name)), ("created_at", BodyShape.Moment())];
        return Kind(name, null, words, [.. Head(), content], thin.Length == 0 ? null : [.. Head(), .. thin]);
    });

    private static EventKind Kind(string name, string? model, string words, (string, BodyShape)[] whole, (string, BodyShape)[]? thin)
    {
        var full = BodyShape.Object(whole);
        var schema = new JsonObject { ["$schema"] = Draft202012, ["title"] = model is null ? name : $"{name} of {model}", ["description"] = words };
        if (thin is null) foreach (var (key, value) in full.Schema) schema[key] = value?.DeepClone();
        else
        {
            var small = BodyShape.Object(thin).Schema;
            small["description"] = "What is sent instead when the body would be too large.";
            schema["anyOf"] = new JsonArray(full.Schema, small);
        }

        if (schema.ToJsonString().Contains("#/$defs/file", StringComparison.Ordinal)) schema["$defs"] = new JsonObject { ["file"] = EntryShapes.File().Schema };
        return new EventKind(name, model, words, schema, full.Example!);
    }
}
