using System.Text.Json;
using ContentHub.ContentTypes;
using ContentHub.Entries;
using ContentHub.Http;
using ContentHub.Persistence;
using ContentHub.Queries;
using ContentHub.Testing;

namespace ContentHub.Tests.Queries;

/// <summary>One plant of the <see cref="Garden"/>, as the test knows it; null is unset.</summary>
internal sealed record Plant(
    long Id, string? S, string? Si, double? N, double? Ni, bool? B, long? Big, string? Day, long? Bed, long[] Mates, (long Id, string? Label, double? Size)[] Parts);

/// <summary>A type with all that filters may look at, and rows written straight into the tables, index rows with them.</summary>
internal sealed class Garden : IAsyncDisposable
{
    public static readonly string[] Texts =
    [
        "Paris", "paris", "PARIS", "Łódź", "łÓDŹ", "ΟΔΟΣ", "οδος", "İzmir", "izmir", "a%b", "a_b", @"a\b", "axb", "100%", "", "ß", "🚀 rocket", "Zażółć", new string('l', 199), new string('l', 260) + "end", "\uFFFD", "éa",
    ];

    private Garden(ProductHarness product)
    {
        Product = product;
    }

    public ProductHarness Product { get; }

    public required ContentType Type { get; init; }

    public required ContentTypeCatalog Catalog { get; init; }

    public required IReadOnlyList<Plant> Plants { get; init; }

    /// <summary>Names of the beds, by id; null is unset.</summary>
    public required IReadOnlyDictionary<long, string?> Beds { get; init; }

    public Shape Shape => new TypeShape(Type, Catalog);

    public static async Task<Garden> PlantAsync(DatabaseKind kind, int count, int seed = 7)
    {
        var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync("""{"name":"bed","attributes":{"name":{"type":"string","indexed":true}}}""");
        await product.TypeAsync("""{"name":"shared.part","kind":"component","attributes":{"label":{"type":"string"},"size":{"type":"integer"}}}""");
        var type = await product.TypeAsync("""
            {"name":"plant","attributes":{"s":{"type":"string"},"si":{"type":"string","indexed":true},"n":{"type":"integer"},"ni":{"type":"float","indexed":true},"b":{"type":"boolean"},
             "big":{"type":"biginteger","indexed":true},"day":{"type":"date"},"secret":{"type":"string","private":true},"bed":{"type":"relation","relation":"manyToOne","target":"bed","inversed_by":"plants"},
             "mates":{"type":"relation","relation":"manyToMany","target":"plant"},"parts":{"type":"component","component":"shared.part","repeatable":true}}}
            """);
        var catalog = product.Database.Read(db => product.Types.Catalog(db));
        var random = new Random(seed);
        T? Maybe<T>(Func<T> value) => random.Next(4) == 0 ? default : value();
        var beds = Enumerable.Range(1, 6).ToDictionary(i => 1000L + i, i => i == 6 ? null : Texts[i]);
        var plants = Enumerable.Range(1, count).Select(i => new Plant(
            i, Maybe(() => Text(random)), Maybe(() => Text(random)), random.Next(4) == 0 ? null : random.Next(5), random.Next(4) == 0 ? null : random.Next(-2, 3) + 0.5,
            random.Next(3) == 0 ? null : random.Next(2) == 0, random.Next(4) == 0 ? null : Big(random), random.Next(4) == 0 ? null : $"2020-01-0{random.Next(1, 6)}",
            random.Next(4) == 0 ? null : 1001 + random.Next(6), [.. Enumerable.Range(0, random.Next(3)).Select(_ => (long)random.Next(1, count + 1)).Distinct()],
            [.. Enumerable.Range(0, random.Next(3)).Select(p => ((i * 10L) + p, Maybe(() => Text(random)), random.Next(3) == 0 ? (double?)null : random.Next(4)))])).ToList();
        var garden = new Garden(product) { Type = type, Catalog = catalog, Plants = plants, Beds = beds };
        await garden.SaveAsync();
        return garden;
    }

    public static string Text(Random random) => Texts[random.Next(Texts.Length)];

    public static long Big(Random random) => new[] { long.MinValue, -1, 0, 7, 9007199254740993, long.MaxValue }[random.Next(6)];

    /// <summary>Ids in order.</summary>
    public long[] Find(ContentQuery query) => Product.Database.Read(db => Reader.List(db, Type, query).Select(e => e.Id.Value).ToArray());

    /// <summary>Ids in order, found by a walk past so many entries; null where there is none, or where it did not find all.</summary>
    public long[]? FindWalking(ContentQuery query, long most) => Walk.Of(query, newestFirst: false) is not { } walk ? null
        : Product.Database.Read(db => PageReader.Walked(db, Dialect.Queries, Type, query, false, walk, most, null, row => row.GetInt64(0))?.ToArray());

    public long Count(ContentQuery query) => Product.Database.Read(db => Reader.Count(db, Type, query));

    public Result<ContentQuery> Parse(string text) => ContentQuery.Parse(text, Shape, new ApiOptions { MaxPageSize = 1000, DefaultPageSize = 1000 }, ContentQuery.OfLists);

    public ISqlDialect Dialect => Product.Get<ISqlDialect>();

    private EntryReader Reader => Product.Get<EntryReader>();

    public ValueTask DisposeAsync() => Product.DisposeAsync();

    private async Task SaveAsync()
    {
        var bedType = Catalog.ByName("bed")!;
        var part = Catalog.ByName("shared.part")!;
        ContentAttribute A(string name) => Type.Find(name)!;
        var done = await Product.Database.WriteAsync<Done>(
            unit =>
            {
                var db = unit.Db;
                var at = DateTimeOffset.UnixEpoch;
                Entry Row(long id, ContentType type, object data) => new()
                {
                    Id = new(id),
                    DocumentId = $"doc{id:D21}",
                    TypeId = type.Id,
                    Data = JsonSerializer.Serialize(data),
                    Version = 1,
                    CreatedAt = at.AddDays(id),
                    UpdatedAt = at.AddDays(id),
                    PublishedAt = at,
                };
                foreach (var (id, name) in Beds)
                {
                    db.Add(Row(id, bedType, Data((bedType.Find("name")!, name))));
                    db.Add(new IndexText { EntryId = new(id), AttributeId = bedType.Find("name")!.Id, Value = name });
                }

                foreach (var p in Plants)
                {
                    var parts = p.Parts.Select(x => Data((part.Find("label")!, x.Label), (part.Find("size")!, x.Size)).Prepend(new("id", x.Id)).ToDictionary()).ToArray();
                    db.Add(Row(p.Id, Type, Data(
                        (A("s"), p.S), (A("si"), p.Si), (A("n"), p.N), (A("ni"), p.Ni), (A("b"), p.B), (A("big"), p.Big?.ToString()), (A("day"), p.Day), (A("secret"), $"secret{p.Id % 2}"), (A("parts"), parts))));
                    db.Add(new IndexText { EntryId = new(p.Id), AttributeId = A("si").Id, Value = p.Si is { Length: > 200 } cut ? cut[..200] : p.Si });
                    db.Add(new IndexText { EntryId = new(p.Id), AttributeId = A("big").Id, Value = p.Big is { } big ? TestSql.Encoded(big) : null });
                    db.Add(new IndexNumber { EntryId = new(p.Id), AttributeId = A("ni").Id, Value = p.Ni });
                    if (p.Bed is { } bed) db.Add(new EntryRelation { SourceId = new(p.Id), AttributeId = A("bed").Id, TargetId = new(bed) });
                    for (var i = 0; i < p.Mates.Length; i++) db.Add(new EntryRelation { SourceId = new(p.Id), AttributeId = A("mates").Id, TargetId = new(p.Mates[i]), Position = i });
                }

                return new Done();
            },
            default);
        Assert.Null(done.Problem);
    }

    private static Dictionary<string, object> Data(params (ContentAttribute Attribute, object? Value)[] values) =>
        values.Where(v => v.Value is not null).ToDictionary(v => v.Attribute.Id.ToString(), v => v.Value!);
}
