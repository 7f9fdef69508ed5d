using System.Text.Json;
using ContentHub.Access;
using ContentHub.Events;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Webhooks;

/// <summary>What may be called although it is not public: listed, opened, closed again. Each opening and closing is an event in the log with its actor.</summary>
public sealed class AllowedTargetService
{
    /// <summary>Where owners find it in the panel; refusals say so.</summary>
    public const string Place = "under Webhooks, Allowed targets";

    internal const string Opened = "webhook.target_allowed";
    internal const string Closed = "webhook.target_forbidden";

    private readonly Database _database;
    private readonly AuditLog _audit;
    private readonly EventLog _events;
    private readonly TimeProvider _clock;
    private readonly VersionedCache<IReadOnlyList<AllowedTarget>> _cache;

    internal AllowedTargetService(Database database, AuditLog audit, EventLog events, IReadOnlyList<AllowedTarget> settings, TimeProvider clock)
    {
        _database = database;
        _audit = audit;
        _events = events;
        _clock = clock;
        _cache = new("allowed_targets", db => [.. settings, .. db.AllowedTargets.AsNoTracking().OrderBy(t => t.Id)]);
    }

    /// <summary>Those of the settings first, then oldest first. Problems: Unauthorized, Forbidden.</summary>
    public Result<Page<AllowedTarget>> List(Actor actor, Paging paging)
    {
        if (actor.Lacks(Permission.WebhooksManage) is { } refusal) return refusal;
        var all = Current();
        return new Page<AllowedTarget>([.. all.Skip(paging.Skip).Take(paging.Size)], paging.Number, paging.Size, all.Count);
    }

    /// <summary>Opens a target from the next request on, on every node. For owners: who may open the network is more than who may send. Problems: Unauthorized, Forbidden, Invalid, Conflict.</summary>
    public async Task<Result<AllowedTarget>> AddAsync(Actor actor, AllowedTargetForm form, CancellationToken ct)
    {
        if (actor.Lacks(Permission.AccessManage) is { } refusal) return refusal;
        if (!form.Read().Ok(out var read, out var problem)) return problem;
        var (network, host) = read;
        return await _database.WriteAsync<AllowedTarget>(
            unit =>
            {
                if (_cache.Get(unit.Db).Any(t => t.Network == network && t.Host == host && t.Port == form.Port)) return new Problem.Conflict("This target is open already.");
                var target = new AllowedTarget
                {
                    Id = unit.NextId<AllowedTarget>(),
                    Network = network,
                    Host = host,
                    Port = form.Port,
                    Reason = form.Reason.Trim(),
                    Author = actor.Name,
                    CreatedAt = _clock.GetUtcNow(),
                };
                unit.Db.Add(target);
                Tell(unit, actor, Opened, target);
                return target;
            },
            ct);
    }

    /// <summary>Closes a target again: kept connections to it are not used any more. Problems: Unauthorized, Forbidden, NotFound.</summary>
    public async Task<Result<Done>> RemoveAsync(Actor actor, Id<AllowedTarget> id, CancellationToken ct)
    {
        if (actor.Lacks(Permission.AccessManage) is { } refusal) return refusal;
        return await _database.WriteAsync<Done>(
            unit =>
            {
                if (unit.Db.AllowedTargets.AsTracking().SingleOrDefault(t => t.Id == id) is not { } target) return new Problem.NotFound("allowed target", id.ToString());
                unit.Db.Remove(target);
                Tell(unit, actor, Closed, target);
                return new Done();
            },
            ct);
    }

    /// <summary>The same list until it changes.</summary>
    internal IReadOnlyList<AllowedTarget> Current() => _database.Read(_cache.Get);

    /// <summary>Body: <c>{"event", "created_at", "data": {"target": {"id", "network", "host", "port", "reason", "author"}}}</c>.</summary>
    private void Tell(WriteUnit unit, Actor actor, string name, AllowedTarget target)
    {
        _cache.Touch(unit);
        var told = AuditChanges.Shown(json =>
        {
            json.WriteStartObject();
            target.Write(json);
            json.WriteEndObject();
        });
        _audit.Record(
            unit, actor, name, $"webhook_target:{target.Id}", target.Host ?? target.Network?.ToString() ?? "", name == Opened ? AuditChanges.Made(told) : AuditChanges.Removed(told));
        _events.Record(unit, name, null, $"webhook_target:{target.Id}", actor, _clock.GetUtcNow(), Write);

        void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject("data");
            json.WriteStartObject("target");
            json.WriteNumber("id", target.Id.Value);
            target.Write(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }
}
