using System.Buffers;
using System.Text;
using System.Text.Json;
using ContentHub.ContentTypes;
using ContentHub.Media;
using ContentHub.Persistence;
using ContentHub.Queries;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Entries;

/// <summary>Reads entries with what they point at: one query per populated attribute and level, however many entries there are.</summary>
internal sealed class EntryReader(ContentTypeService types, MediaService media, ISqlDialect dialect)
{
    /// <summary>All types as the context sees them.</summary>
    public ContentTypeCatalog Catalog(ContentHubDbContext db) => types.Catalog(db);

    /// <summary>By numeric id or document id, within one type; null when there is none. Not tracked.</summary>
    /// <param name="stage">Of whoever looks: types without drafts have published rows only.</param>
    public static Entry? Find(ContentHubDbContext db, ContentType type, string key, string locale, Stage stage) => EntryRows.Find(db, type, key, locale, stage);

    /// <summary>The entry of a single type, likewise.</summary>
    public static Entry? FindSingle(ContentHubDbContext db, ContentType type, string locale, Stage stage) => EntryRows.Single(db, type, locale, stage);

    /// <summary>What editors work on: the draft of types that have one.</summary>
    /// <param name="type">As the reader sees it.</param>
    /// <param name="key">Null for the entry of a single type.</param>
    public static Entry? FindWorking(ContentHubDbContext db, ContentType type, string? key) => (type.Kind, key) switch
    {
        (ContentTypeKind.Collection, { } given) => Find(db, type, given, Locales.Default, Stage.Draft),
        (ContentTypeKind.Single, null) => FindSingle(db, type, Locales.Default, Stage.Draft),
        _ => null,
    };

    /// <summary>A page of a list.</summary>
    /// <param name="total">How many there are in all, where it is known.</param>
    public IReadOnlyList<Entry> List(ContentHubDbContext db, ContentType type, ContentQuery query, bool newestFirst = false, long? total = null) =>
        PageReader.Read(db, dialect.Queries, type, query, newestFirst, total, static row => EntryRows.Read(row, 0));

    /// <summary>How many there are in all.</summary>
    public long Count(ContentHubDbContext db, ContentType type, ContentQuery query)
    {
        var sql = ListSql.Count(dialect.Queries, type, query);
        return db.Rows(sql.Text, sql.Parameters, static row => row.GetInt64(0))[0];
    }

    /// <summary>An entry that points at nothing: everything it could point at is shown empty.</summary>
    public EntryView Unlinked(ContentHubDbContext db, ContentType type, Entry entry)
    {
        var catalog = types.Catalog(db);
        return new EntryView(entry, type, Selection.Everything(type, catalog), catalog);
    }

    /// <summary>Entries of one type with what the selection shows of them, in the order given.</summary>
    /// <param name="catalog">As the reader sees it, as the type.</param>
    /// <param name="stage">Of whoever looks, for the entries pointed at; null for that of the entries.</param>
    public IReadOnlyList<EntryView> Views(ContentHubDbContext db, ContentTypeCatalog catalog, ContentType type, IReadOnlyList<Entry> entries, Selection selection, Stage? stage = null)
    {
        var views = entries.Select(e => new EntryView(e, type, selection, catalog)).ToArray();
        if (views.Length == 0 || selection.Parts.Count == 0) return views;
        var reader = stage ?? entries[0].Stage;
        // What is public of an entry whose draft is not seen points at what it points at in public.
        foreach (var group in views.GroupBy(v => SqlText.IsMixed(type, reader) ? v.Entry.Stage : reader))
            new Reading(this, db, catalog, group.Key, entries[0].Locale).Fill(type, selection, [.. group]);
        return views;
    }

    /// <summary>One answer being put together.</summary>
    private sealed class Reading(EntryReader reader, ContentHubDbContext db, ContentTypeCatalog catalog, Stage stage, string locale)
    {
        private readonly IQueryDialect _dialect = reader.Dialect;

        public void Fill(ContentType type, Selection selection, IReadOnlyList<EntryView> views)
        {
            var inData = selection.Parts.Any(p => p.Attribute is ComponentAttribute or DynamicZoneAttribute && (PointsSomewhere(p) || p.Chooses));
            Fill(type, type, selection, [.. views.Select(v => new Place(v, 0, inData ? JsonElement.Parse(v.Entry.Data) : default))]);
        }

        /// <summary>Where links may start: an entry, or a component in it.</summary>
        private readonly record struct Place(EntryView View, long Owner, JsonElement Data);

        private void Fill(ContentType root, ContentType type, Selection selection, IReadOnlyList<Place> places)
        {
            if (places.Count == 0) return;
            foreach (var part in selection.Parts)
            {
                switch (part.Attribute)
                {
                    case RelationAttribute relation:
                        FillRelation(root, type, relation, part, places);
                        break;
                    case MediaAttribute:
                        FillMedia(root, part, places);
                        break;
                    case ComponentAttribute component when catalog.ByName(component.Component) is { } shape:
                        if (part.Chooses) Choose(root, part, places);
                        if (PointsSomewhere(part)) Fill(root, shape, part.Selection, [.. places.SelectMany(p => Inside(p, component))]);
                        break;
                    case DynamicZoneAttribute zone when part.On is { } on:
                        foreach (var (name, shown) in on)
                            if (shown.Parts.Count > 0 && catalog.ByName(name) is { } shape) Fill(root, shape, shown, [.. places.SelectMany(p => Inside(p, zone)).Where(p => EntryJson.TypeOf(p.Data) == shape.Id)]);
                        break;
                }
            }
        }

        private void FillRelation(ContentType root, ContentType type, RelationAttribute relation, Populated part, IReadOnlyList<Place> places)
        {
            if (new TypeShape(type, catalog).LinkOf(relation) is not { Target: TypeShape { Type: var target } } link) return;
            if (LinkSql.Entries(_dialect, stage, locale, root, Sources(places), link, part) is not { } sql) return;
            if (part.Count)
            {
                Put(places, relation, db.Rows(sql.Text, sql.Parameters, static row => (row.GetInt64(0), row.GetInt64(1), Count: row.GetInt64(2))), found => new LinkedParts { Count = found[0].Value });
                return;
            }

            var rows = db.Rows(sql.Text, sql.Parameters, static row => (Source: row.GetInt64(0), Owner: row.GetInt64(1), Entry: EntryRows.Read(row, 2)));
            var views = reader.Views(db, catalog, target, [.. rows.Select(r => r.Entry).DistinctBy(e => e.Id)], part.Selection, stage).ToDictionary(v => v.Entry.Id);
            Put(places, relation, rows.ConvertAll(r => (r.Source, r.Owner, views[r.Entry.Id])), found => new LinkedParts { Entries = [.. found.Select(f => f.Item3)] });
        }

        private void FillMedia(ContentType root, Populated part, IReadOnlyList<Place> places)
        {
            var sql = LinkSql.Files(_dialect, stage, locale, root, Sources(places), part);
            var rows = db.Rows(sql.Text, sql.Parameters, static row => (row.GetInt64(0), row.GetInt64(1), Value: row.GetInt64(2)));
            if (part.Count)
            {
                Put(places, part.Attribute, rows, found => new LinkedParts { Count = found[0].Value });
                return;
            }

            var ids = rows.Select(r => new Id<MediaAsset>(r.Value)).Distinct().ToArray();
            var files = ids.Length == 0 ? [] : reader.Files(db, ids);
            Put(places, part.Attribute, rows, found => new LinkedParts { Files = [.. found.Where(f => files.ContainsKey(f.Value)).Select(f => files[f.Value])] });
        }

        private void Choose(ContentType root, Populated part, IReadOnlyList<Place> places)
        {
            var sql = LinkSql.Components(_dialect, stage, locale, root, Components(places, part.Attribute), db.JsonColumnType, part);
            var rows = db.Rows(sql.Text, sql.Parameters, static row => (row.GetInt64(0), row.GetInt64(1), Value: row.GetInt64(2)));
            Put(places, part.Attribute, rows, found => new LinkedParts { Components = [.. found.Select(f => f.Value)] });
        }

        /// <summary>As <see cref="LinkSql.Components"/> takes them.</summary>
        private static string Components(IReadOnlyList<Place> places, ContentAttribute attribute)
        {
            var bytes = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(bytes, JsonWriting.Compact))
            {
                json.WriteStartObject();
                json.WriteStartArray(LinkSql.Items);
                var at = 0;
                foreach (var place in places)
                {
                    foreach (var inside in Inside(place, attribute))
                    {
                        json.WriteStartObject();
                        foreach (var property in inside.Data.EnumerateObject()) property.WriteTo(json);
                        json.WriteNumber(LinkSql.Source, place.View.Entry.Id.Value);
                        json.WriteNumber(LinkSql.Owner, place.Owner);
                        json.WriteNumber(LinkSql.Place, at++);
                        json.WriteEndObject();
                    }
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            return Encoding.UTF8.GetString(bytes.WrittenSpan);
        }

        private static void Put<T>(IReadOnlyList<Place> places, ContentAttribute attribute, List<(long Source, long Owner, T)> rows, Func<List<(long Source, long Owner, T Value)>, LinkedParts> linked)
        {
            var found = rows.GroupBy(r => (r.Source, r.Owner)).ToDictionary(g => g.Key, g => linked([.. g.Select(r => (r.Source, r.Owner, r.Item3))]));
            foreach (var place in places)
                if (found.TryGetValue((place.View.Entry.Id.Value, place.Owner), out var parts)) place.View.Put(place.Owner, attribute, parts);
        }

        private static IEnumerable<Place> Inside(Place place, ContentAttribute attribute) =>
            EntryJson.Objects(place.Data, attribute).Where(o => EntryJson.IdOf(o) != 0).Select(o => new Place(place.View, EntryJson.IdOf(o), o));

        private static long[] Sources(IReadOnlyList<Place> places) => [.. places.Select(p => p.View.Entry.Id.Value).Distinct()];

        private static bool PointsSomewhere(Populated part) => part.Selection.Parts.Count > 0 || part.On?.Values.Any(s => s.Parts.Count > 0) == true;
    }

    private IQueryDialect Dialect => dialect.Queries;

    private Dictionary<long, MediaView> Files(ContentHubDbContext db, Id<MediaAsset>[] ids) =>
        media.Views(db, null, db.MediaAssets.AsNoTracking().Where(a => ids.Contains(a.Id)).ToList()).ToDictionary(v => v.Asset.Id.Value);
}
