using ContentHub.Access;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Media;

/// <summary>The folders of the library.</summary>
public sealed class MediaFolderService
{
    private const int Deepest = 20;

    private readonly Database _database;
    private readonly AuditLog _audit;

    internal MediaFolderService(Database database, AuditLog audit)
    {
        _database = database;
        _audit = audit;
    }

    /// <summary>All folders, each after the one around it, in the order of their paths. Problems: Unauthorized, Forbidden.</summary>
    public async Task<Result<IReadOnlyList<MediaFolderView>>> ListAsync(Actor actor, CancellationToken ct)
    {
        if (actor.Lacks(Permission.MediaRead) is { } refusal) return refusal;
        return await _database.ReadAsync<Result<IReadOnlyList<MediaFolderView>>>(
            async db =>
            {
                var folders = await db.MediaFolders.ToDictionaryAsync(f => f.Id, ct);
                var files = await db.MediaAssets.Where(a => a.FolderId != null).GroupBy(a => a.FolderId!.Value).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
                var inside = folders.Values.ToLookup(f => f.ParentId);
                return folders.Values
                    .Select(f => (Way: Way(folders, f), View: new MediaFolderView(f, "/" + string.Join('/', Way(folders, f)), files.GetValueOrDefault(f.Id), inside[f.Id].Count())))
                    // A slash is no part of names, and U+0001 comes before whatever is.
                    .OrderBy(f => string.Join('\u0001', f.Way), StringComparer.OrdinalIgnoreCase).Select(f => f.View).ToArray();
            },
            ct);
    }

    /// <summary>Makes a folder. Problems: Unauthorized, Forbidden, Invalid (name, parent), Conflict (the name is taken).</summary>
    public async Task<Result<MediaFolder>> CreateAsync(Actor actor, string name, Id<MediaFolder>? parent, CancellationToken ct)
    {
        if (actor.Lacks(Permission.MediaWrite) is { } refusal) return refusal;
        return await _database.WriteAsync<MediaFolder>(
            unit =>
            {
                var folder = new MediaFolder { Id = unit.NextId<MediaFolder>(), Name = name.Trim(), ParentId = parent };
                if (Fault(unit.Db, folder) is { } problem) return problem;
                unit.Db.Add(folder);
                _audit.Record(unit, actor, "media_folder.create", Subject(folder), folder.Name, AuditChanges.Made(Told(folder)));
                return folder;
            },
            ct);
    }

    /// <summary>Renames or moves a folder with all in it. Problems: Unauthorized, Forbidden, NotFound, Invalid (also into itself), Conflict.</summary>
    /// <param name="name">Null for the present one.</param>
    /// <param name="parent">Null for the present one; inside it null for the top.</param>
    public async Task<Result<MediaFolder>> ChangeAsync(Actor actor, Id<MediaFolder> id, string? name, Given<Id<MediaFolder>?>? parent, CancellationToken ct)
    {
        if (actor.Lacks(Permission.MediaWrite) is { } refusal) return refusal;
        return await _database.WriteAsync<MediaFolder>(
            unit =>
            {
                if (unit.Db.MediaFolders.AsTracking().SingleOrDefault(f => f.Id == id) is not { } folder) return NoFolder(id);
                var before = Told(folder);
                if (name is not null) folder.Name = name.Trim();
                if (parent is { Value: var wanted }) folder.ParentId = wanted;
                if (Fault(unit.Db, folder) is { } problem) return problem;
                _audit.Record(unit, actor, "media_folder.update", Subject(folder), folder.Name, AuditChanges.Between(before, Told(folder)));
                return folder;
            },
            ct);
    }

    /// <summary>Deletes an empty folder. Problems: Unauthorized, Forbidden, NotFound, Conflict (something is in it).</summary>
    public async Task<Result<Done>> DeleteAsync(Actor actor, Id<MediaFolder> id, CancellationToken ct)
    {
        if (actor.Lacks(Permission.MediaWrite) is { } refusal) return refusal;
        return await _database.WriteAsync<Done>(
            unit =>
            {
                if (unit.Db.MediaFolders.AsTracking().SingleOrDefault(f => f.Id == id) is not { } folder) return NoFolder(id);
                if (unit.Db.MediaFolders.Any(f => f.ParentId == id) || unit.Db.MediaAssets.Any(a => a.FolderId == id)) return new Problem.Conflict($"The folder '{folder.Name}' is not empty: move or delete what is in it first");
                unit.Db.Remove(folder);
                _audit.Record(unit, actor, "media_folder.delete", Subject(folder), folder.Name, AuditChanges.Removed(Told(folder)));
                return new Done();
            },
            ct);
    }

    private static string Subject(MediaFolder folder) => $"media_folder:{folder.Id}";

    private static object Told(MediaFolder folder) => new { folder.Name, Parent = folder.ParentId?.Value };

    private static Problem.NotFound NoFolder(Id<MediaFolder> id) => new("folder", id.ToString());

    private static Problem? Fault(ContentHubDbContext db, MediaFolder folder)
    {
        if (folder.Name.Length is 0 or > MediaFolder.LongestName) return new Problem.Invalid($"The name of a folder has 1 to {MediaFolder.LongestName} characters", "name");
        if (folder.Name.AsSpan().IndexOfAny('/', '\\') >= 0 || folder.Name.Any(char.IsControl) || MediaName.Clean(folder.Name) is "file" && folder.Name != "file")
            return new Problem.Invalid("The name of a folder has no slashes and no control characters, and is more than dots", "name");
        var folders = db.MediaFolders.AsNoTracking().ToDictionary(f => f.Id);
        if (folder.ParentId is { } parent && !folders.ContainsKey(parent)) return new Problem.Invalid($"There is no folder {parent}", "parent");
        folders[folder.Id] = folder;
        if (IsInItself(folders, folder)) return new Problem.Invalid("A folder cannot be moved into itself", "parent");
        if (folders.Values.Any(f => Way(folders, f).Count > Deepest)) return new Problem.Invalid($"Folders lie at most {Deepest} deep in each other", "parent");
        return folders.Values.Any(f => f.Id != folder.Id && f.ParentId == folder.ParentId && f.Name == folder.Name) ? new Problem.Conflict($"There is a folder '{folder.Name}' here already") : null;
    }

    private static bool IsInItself(Dictionary<Id<MediaFolder>, MediaFolder> folders, MediaFolder folder)
    {
        for (var at = folder.ParentId; at is { } id; at = folders[id].ParentId)
            if (id == folder.Id) return true;
        return false;
    }

    /// <summary>Names from the top.</summary>
    private static List<string> Way(Dictionary<Id<MediaFolder>, MediaFolder> folders, MediaFolder folder)
    {
        var way = new List<string> { folder.Name };
        for (var at = folder.ParentId; at is { } id && folders.TryGetValue(id, out var around); at = around.ParentId) way.Insert(0, around.Name);
        return way;
    }
}
