using System.Data.Common;
using ContentHub.ContentTypes;
using ContentHub.Persistence;
using ContentHub.Queries;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Entries;

/// <summary>Rows of entries on the held connection, without EF: reading one costs a tenth, and more than a third of the writer's time for a new one was EF's saving.</summary>
internal static class EntryRows
{
    private const string Columns = "id, locale, stage, document_id, type_id, data, version, created_at, updated_at, published_at, created_by";
    private const string Seen = "type_id = @type AND locale = @locale AND stage = @stage";
    private const string ById = $"SELECT {Columns} FROM entries WHERE id = @key AND {Seen}";
    private const string ByDocumentId = $"SELECT {Columns} FROM entries WHERE document_id = @key AND {Seen}";
    private const string First = $"SELECT {Columns} FROM entries WHERE {Seen} ORDER BY id LIMIT 1";

    /// <summary>By numeric id or document id, within one type; null when there is none.</summary>
    public static Entry? Find(ContentHubDbContext db, ContentType type, string key, string locale, Stage reader) => SeenBy(type, reader, stage => InStage(db, type, key, locale, stage));

    /// <summary>The entry of a single type; null when it was never saved.</summary>
    public static Entry? Single(ContentHubDbContext db, ContentType type, string locale, Stage reader) => SeenBy(type, reader, stage => One(db, First, type, locale, stage, null));

    /// <summary>The row of just that stage, whoever sees it; null when there is none.</summary>
    public static Entry? InStage(ContentHubDbContext db, ContentType type, string key, string locale, Stage stage) =>
        LinkTarget.ReadText(key).Id is { } id ? One(db, ById, type, locale, stage, ("@key", id)) : One(db, ByDocumentId, type, locale, stage, ("@key", key));

    /// <summary>Writes a row that the context does not know, which from then on looks after its changes.</summary>
    public static void WriteNew(ContentHubDbContext db, Entry entry)
    {
        db.Execute(
            $"INSERT INTO entries ({Columns}) VALUES (@id, @locale, @stage, @document, @type, CAST(@data AS {db.JsonColumnType}), @version, @created, @updated, @published, @by)",
            ("@id", entry.Id.Value), ("@locale", entry.Locale), ("@stage", (int)entry.Stage), ("@document", entry.DocumentId), ("@type", entry.TypeId.Value), ("@data", entry.Data), ("@version", entry.Version),
            ("@created", entry.CreatedAt.ToUnixTimeMilliseconds()), ("@updated", entry.UpdatedAt.ToUnixTimeMilliseconds()), ("@published", entry.PublishedAt?.ToUnixTimeMilliseconds()), ("@by", entry.CreatedBy));
        db.Entry(entry).State = EntityState.Unchanged;
    }

    /// <summary>The columns of <see cref="Queries.ListSql.Columns"/>.</summary>
    /// <param name="at">The first of them.</param>
    public static Entry Read(DbDataReader row, int at) => new()
    {
        Id = new Id<Entry>(row.GetInt64(at)),
        Locale = row.GetString(at + 1),
        Stage = (Stage)row.GetInt32(at + 2),
        DocumentId = row.GetString(at + 3),
        TypeId = new Id<ContentType>(row.GetInt64(at + 4)),
        Data = row.GetString(at + 5),
        Version = row.GetInt32(at + 6),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(at + 7)),
        UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(at + 8)),
        PublishedAt = row.IsDBNull(at + 9) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(at + 9)),
        CreatedBy = row.GetString(at + 10),
    };

    private static Entry? SeenBy(ContentType type, Stage reader, Func<Stage, Entry?> find)
    {
        var stage = SqlText.StageOf(type, reader);
        return find(stage) is { } entry && (type.Sight.OwnerAt(stage) is not { } owner || entry.CreatedBy == owner) ? entry : null;
    }

    private static Entry? One(ContentHubDbContext db, string sql, ContentType type, string locale, Stage stage, (string, object?)? key)
    {
        (string, object?)[] parameters = key is { } given
            ? [given, ("@type", type.Id.Value), ("@locale", locale), ("@stage", (int)stage)]
            : [("@type", type.Id.Value), ("@locale", locale), ("@stage", (int)stage)];
        var rows = db.Rows(sql, parameters, static row => Read(row, 0), prepare: true);
        return rows.Count == 0 ? null : rows[0];
    }
}
