using System.Globalization;
using System.Text.Json;
using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Events;
using ContentHub.Persistence;

namespace ContentHub.Entries;

/// <summary>What one operation of a changeset does.</summary>
public enum ChangesetDeed
{
    /// <summary>A new entry.</summary>
    Create,

    /// <summary>Another value for some attributes.</summary>
    Update,

    /// <summary>To the trash.</summary>
    Delete,

    /// <summary>The draft goes out.</summary>
    Publish,

    /// <summary>It is taken back.</summary>
    Unpublish,
}

/// <summary>One step of a changeset.</summary>
/// <param name="Model">Singular or plural name of the type.</param>
/// <param name="Key">Document id or numeric id; null to create, and for single types.</param>
/// <param name="Data">Of creates and updates.</param>
/// <param name="AsDraft">See <see cref="EntrySave.AsDraft"/>.</param>
public sealed record ChangesetOperation(ChangesetDeed Deed, string Model, string? Key, JsonElement? Data, bool AsDraft = false, int? ExpectedVersion = null);

/// <summary>What became of an operation.</summary>
public sealed record ChangesetResult(ChangesetDeed Deed, string Model, Id<Entry> Id, string DocumentId, int Version);

/// <summary>Many changes, all or none: one transaction, the events of every entry, and one <c>changeset.commit</c> that names them together.</summary>
public sealed class EntryChangesets
{
    /// <summary>The most operations of one changeset: one transaction holds up every other write.</summary>
    public const int Most = 200;

    private readonly Database _database;
    private readonly ContentTypeService _types;
    private readonly EntryChanges _changes;
    private readonly EventLog _events;
    private readonly TimeProvider _clock;

    internal EntryChangesets(Database database, ContentTypeService types, EntryChanges changes, EventLog events, TimeProvider clock)
    {
        _database = database;
        _types = types;
        _changes = changes;
        _events = events;
        _clock = clock;
    }

    /// <summary>Carries all operations out in their order. Problems: Unauthorized, Forbidden, Invalid (the path begins with <c>operations</c> and the index), NotFound, Conflict, Stale.</summary>
    public async Task<Result<IReadOnlyList<ChangesetResult>>> ApplyAsync(Actor actor, IReadOnlyList<ChangesetOperation> operations, CancellationToken ct)
    {
        if (operations.Count is 0 or > Most) return new Problem.Invalid($"A changeset has 1 to {Most} operations", "operations");
        return await _types.WriteAsync<IReadOnlyList<ChangesetResult>>(
            catalog => Read(catalog, actor, operations).Then(steps => new Func<WriteUnit, Result<IReadOnlyList<ChangesetResult>>>(unit => Apply(unit, actor, steps))), ct);
    }

    private static Permission PermissionOf(ChangesetDeed deed) => deed switch
    {
        ChangesetDeed.Create => Permission.EntriesCreate,
        ChangesetDeed.Update => Permission.EntriesUpdate,
        ChangesetDeed.Delete => Permission.EntriesDelete,
        _ => Permission.EntriesPublish,
    };

    private sealed record Step(int Index, ChangesetOperation Operation, ContentType Type, EntryInput? Input);

    private static Result<IReadOnlyList<Step>> Read(ContentTypeCatalog catalog, Actor actor, IReadOnlyList<ChangesetOperation> operations)
    {
        var steps = new List<Step>();
        var errors = new List<FieldError>();
        foreach (var (operation, i) in operations.Select((o, i) => (o, i)))
        {
            var permission = PermissionOf(operation.Deed);
            var type = catalog.ByRoute(operation.Model) ?? (catalog.ByName(operation.Model) is { Kind: not ContentTypeKind.Component } named ? named : null);
            EntryInput? input = null;
            if (catalog.Allowed(actor, type, operation.Model, permission).Problem is not (null or Problem.NotFound) and { } refusal) return refusal;
            if (type is null) errors.Add(At(i, new FieldError("model", $"there is no content type '{operation.Model}'{Nearest.Hint(operation.Model, catalog.Types.Select(t => t.Name))}")));
            else if (type.Kind == ContentTypeKind.Collection && operation.Deed != ChangesetDeed.Create && operation.Key is null) errors.Add(At(i, new FieldError("id", "id is required")));
            else if (operation.Deed is ChangesetDeed.Publish or ChangesetDeed.Unpublish && !type.DraftAndPublish) errors.Add(At(i, new FieldError("op", $"'{type.Name}' has no drafts: what is saved is public")));
            else if (operation.Deed is ChangesetDeed.Create or ChangesetDeed.Update)
            {
                if (operation.Data is not { } data) errors.Add(At(i, new FieldError("data", "data is required")));
                else if (EntryInput.Read(catalog, catalog.WritableBy(actor, type, permission), data, whole: operation.Deed == ChangesetDeed.Create && !operation.AsDraft, []).Ok(out var read, out var problem)) input = read.WithHashedPasswords();
                else errors.AddRange(((Problem.Invalid)problem).Errors.Select(e => At(i, e with { Path = ["data", .. e.Path] })));
            }

            if (type is not null) steps.Add(new Step(i, operation, type, input));
        }

        return errors.Count > 0 ? new Problem.Invalid(errors) : steps;
    }

    private Result<IReadOnlyList<ChangesetResult>> Apply(WriteUnit unit, Actor actor, IReadOnlyList<Step> steps)
    {
        var results = new List<ChangesetResult>();
        foreach (var step in steps)
        {
            if (!Apply(unit, actor, step).Ok(out var entry, out var problem))
                return problem is Problem.Invalid invalid ? new Problem.Invalid([.. invalid.Errors.Select(e => At(step.Index, e))]) : problem;
            results.Add(new ChangesetResult(step.Operation.Deed, step.Type.Name, entry.Id, entry.DocumentId, entry.Version));
        }

        Record(unit, actor, results);
        return results;
    }

    private Result<Entry> Apply(WriteUnit unit, Actor actor, Step step)
    {
        var (_, operation, type, input) = step;
        var save = new EntrySave(default(JsonElement)) { AsDraft = operation.AsDraft };
        if (operation.Deed == ChangesetDeed.Create && type.Kind == ContentTypeKind.Collection) return _changes.Save(unit, actor, type, null, input!, save);
        if (!EntryService.Find(unit, actor, PermissionOf(operation.Deed), type, operation.Key, Locales.Default).Ok(out var entry, out var problem))
            return problem is Problem.NotFound && operation.Deed == ChangesetDeed.Create && type.Kind == ContentTypeKind.Single ? _changes.Save(unit, actor, type, null, input!, save) : problem;
        if (operation.Deed == ChangesetDeed.Create) return new Problem.Conflict($"'{type.Name}' is there already.");
        if (operation.ExpectedVersion is { } seen && entry.Version != seen) return new Problem.Stale(seen, entry.Version);
        switch (operation.Deed)
        {
            case ChangesetDeed.Update: return _changes.Save(unit, actor, type, entry, input!, save);
            case ChangesetDeed.Publish: return _changes.Publish(unit, actor, type, entry);
            case ChangesetDeed.Unpublish: return _changes.Unpublish(unit, actor, type, entry);
            default:
                _changes.Delete(unit, actor, type, EntryService.RowsOf(unit, entry));
                return entry;
        }
    }

    private void Record(WriteUnit unit, Actor actor, IReadOnlyList<ChangesetResult> results)
    {
        var id = Uid.Random();
        _events.Record(
            unit, "changeset.commit", null, $"changeset:{id}", actor, _clock.GetUtcNow(),
            json =>
            {
                json.WriteStartObject("changeset");
                json.WriteString("id", id);
                json.WriteStartArray("operations");
                foreach (var result in results)
                {
                    json.WriteStartObject();
                    json.WriteString("op", result.Deed.ToString().ToLowerInvariant());
                    json.WriteString("model", result.Model);
                    json.WriteNumber("id", result.Id.Value);
                    json.WriteString("document_id", result.DocumentId);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            },
            json =>
            {
                json.WriteStartObject("changeset");
                json.WriteString("id", id);
                json.WriteEndObject();
                return null;
            });
    }

    private static FieldError At(int index, FieldError error) => error with { Path = ["operations", index.ToString(CultureInfo.InvariantCulture), .. error.Path] };
}
