using System.Text.Json;
using ContentHub.ContentTypes;
using ContentHub.Testing;

namespace ContentHub.Tests.ContentTypes;

/// <summary>Types of a Strapi project become content types.</summary>
public sealed class StrapiSchemaTests
{
    private const string Article = """
        {"kind":"collectionType","collectionName":"articles","info":{"singularName":"article","pluralName":"articles","displayName":"Article","description":"x"},"options":{"draftAndPublish":true},"pluginOptions":{},
         "attributes":{
          "title":{"type":"string","required":true,"minLength":3,"pluginOptions":{"i18n":{"localized":true}}},"slug":{"type":"uid","targetField":"title"},"body":{"type":"blocks"},"price":{"type":"decimal","min":0},
          "views":{"type":"biginteger"},"kind":{"type":"enumeration","enum":["a","b"],"default":"a"},"secret":{"type":"password","private":true},
          "cover":{"type":"media","multiple":false,"allowedTypes":["images"]},"author":{"type":"relation","relation":"manyToOne","target":"api::author.author","inversedBy":"articles"},
          "owner":{"type":"relation","relation":"oneToOne","target":"plugin::users-permissions.user"},"anything":{"type":"relation","relation":"morphToMany"},
          "seo":{"type":"component","repeatable":false,"component":"shared.seo"},"zone":{"type":"dynamiczone","components":["shared.seo"]},"colour":{"type":"customField","customField":"plugin::color-picker.color"}}}
        """;

    private const string Author = """
        {"kind":"collectionType","collectionName":"authors","info":{"singularName":"author","pluralName":"authors","displayName":"Author"},"options":{},
         "attributes":{"name":{"type":"string","unique":true},"articles":{"type":"relation","relation":"oneToMany","target":"api::article.article","mappedBy":"author"}}}
        """;

    private const string Seo = """{"collectionName":"components_shared_seos","info":{"displayName":"seo","icon":"search"},"options":{},"attributes":{"meta":{"type":"string","unique":true}}}""";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_project_comes_over_whole_and_what_has_no_place_is_named(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);

        var import = (await ImportAsync(product)).Value;

        Assert.Equal(3, import.Changed);
        Assert.Equal(
            ["anything", "colour", "meta", "owner"],
            import.Warnings.Select(w => w.Split('\'')[1]).Order());
        var article = product.Types.List(Given.Owner).Value.ByName("article")!;
        Assert.True(article.DraftAndPublish);
        Assert.Equal(["title", "slug", "body", "price", "views", "kind", "secret", "cover", "author", "seo", "zone"], article.Attributes.Select(a => a.Name));
        Assert.Equal(["images"], ((MediaAttribute)article.Find("cover")!).AllowedTypes);
        Assert.Equal("author", ((RelationAttribute)product.Types.List(Given.Owner).Value.ByName("author")!.Find("articles")!).MappedBy);
        Assert.Equal(0, (await ImportAsync(product)).Value.Changed);

        var author = await product.EntryAsync("authors", """{"name":"Ann"}""");
        await product.EntryAsync("articles", $$$"""{"title":"One","author":{{{author.Entry.Id}}},"seo":{"meta":"m"}}""");
        Assert.Equal("One", (await product.ShownAsync("authors", author)).GetProperty("articles")[0].GetProperty("title").GetString());
    }

    [Theory, OnSqlite]
    public async Task The_files_of_a_project_can_lie_among_the_types_kept_as_files(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        using var folder = new TempFolder();
        File.WriteAllText(folder["article.json"], Article);
        File.WriteAllText(folder["author.json"], Author);
        File.WriteAllText(folder["shared.seo.json"], Seo);

        Assert.Equal(3, (await product.Get<ContentTypeFiles>().ApplyAsync(folder.Path, default)).Value);
        Assert.NotNull(product.Types.List(Given.Owner).Value.ByName("shared.seo"));
    }

    private static Task<Result<SchemaImport>> ImportAsync(ProductHarness product) => product.Types.ImportAsync(
        Given.Owner, new Dictionary<string, JsonElement> { ["api::article.article"] = Given.Json(Article), ["api::author.author"] = Given.Json(Author), ["shared.seo"] = Given.Json(Seo) }, removeData: false, default);
}
