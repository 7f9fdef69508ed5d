using System.Net;
using System.Text;
using System.Text.Json;
using ContentHub.Testing;

namespace ContentHub.Conformance.Tests.Files;

[Collection(Conformance.Name)]
public sealed class UploadTests(Targets targets)
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_picture_is_kept_described_served_and_removed(Place place)
    {
        var target = await targets.OnAsync(place);
        var png = Picture.Png(400, 300);

        var file = await target.Api.UploadAsync(png, "Big Photo.png");

        Assert.Equal(("Big Photo.png", ".png", "image/png", 400L, 300L, "local"), (file.Text("name"), file.Text("ext"), file.Text("mime"), file.Number("width"), file.Number("height"), file.Text("provider")));
        Assert.Equal(Math.Round(png.Length / 1000.0, 2), file.GetProperty("size").GetDouble());
        Assert.NotEmpty(file.Text("hash")!);
        var thumbnail = file.GetProperty("formats").GetProperty("thumbnail");
        Assert.Equal(("thumbnail_Big Photo.png", JsonValueKind.Null), (thumbnail.Text("name"), thumbnail.GetProperty("path").ValueKind));
        Assert.True(thumbnail.Number("width") <= 245 && thumbnail.Number("height") <= 156 && thumbnail.Number("size_in_bytes") > 0);
        Assert.All(new[] { "folder_path", "folderPath" }, hidden => Assert.DoesNotContain(hidden, file.Names()));
        foreach (var url in new[] { file.Text("url")!, thumbnail.Text("url")! })
        {
            var served = (await target.Api.GetAsync(url)).Ok();
            Assert.Equal(("image/png", "nosniff"), (served.ContentHeaders.ContentType?.MediaType, served.Header("X-Content-Type-Options")));
        }

        Assert.True(JsonElement.DeepEquals(file, (await target.Api.GetAsync($"/api/upload/files/{file.Id()}")).Ok().Json));
        Assert.Equal(file.Id(), (await target.Api.DeleteAsync($"/api/upload/files/{file.Id()}")).Ok().Json.Id());
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Delete }) Assert.Equal("file.notFound", (await target.Api.SendAsync(method, $"/api/upload/files/{file.Id()}", null)).Refused(HttpStatusCode.NotFound, "NotFoundError").Message);
        (await target.Api.GetAsync(file.Text("url")!)).Expect(HttpStatusCode.NotFound);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Only_what_is_asked_for_of_a_file_is_shown(Place place)
    {
        var target = await targets.OnAsync(place);
        var file = await target.Api.UploadAsync(Picture.Png(4, 4), $"{target.Prefix}shown.png");
        async Task<JsonElement> AskAsync(string path) => (await target.Api.GetAsync(path)).Ok().Json;

        foreach (var query in new[] { "fields=name,alternativeText", "fields[0]=name&fields[1]=alternative_text&populate=*" })
        {
            JsonElement[] answers = [await AskAsync($"/api/upload/files/{file.Id()}?{query}"), (await AskAsync($"/api/upload/files?filters[id]={file.Id()}&{query}"))[0], (await AskAsync($"/api/upload/files/page?filters[id]={file.Id()}&{query}")).GetProperty("data")[0]];
            Assert.All(answers, a => Assert.Equal(["id", "document_id", "name", "alternative_text"], a.Names()));
        }

        Assert.True(JsonElement.DeepEquals(await AskAsync($"/api/upload/files/{file.Id()}"), await AskAsync($"/api/upload/files/{file.Id()}?fields=*&populate=*")));
        foreach (var query in new[] { "fields=secret", "populate=folder", "filters[name]=x", "sort=name", "nothing=1" }) (await target.Api.GetAsync($"/api/upload/files/{file.Id()}?{query}")).Refused();
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task An_input_for_files_that_nobody_touched_is_passed_over(Place place)
    {
        var target = await targets.OnAsync(place);
        HttpContent Untouched(string name, byte[]? bytes = null)
        {
            var content = new ByteArrayContent(bytes ?? []);
            content.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"{name}\"; filename=\"\"");
            content.Headers.TryAddWithoutValidation("Content-Type", "application/octet-stream");
            return content;
        }

        using var form = new MultipartFormDataContent { Untouched("files.pictures"), { new StringContent("""{"name":"untouched"}"""), "data" }, Untouched("files.cover") };
        var made = (await target.Api.SendAsync(HttpMethod.Post, $"{target.Path("keepers")}?populate=cover,pictures", form)).Expect(HttpStatusCode.Created).Data;
        using var upload = new MultipartFormDataContent { Untouched("files") };
        using var nameless = new MultipartFormDataContent { Untouched("files", Picture.Png(5, 5)) };

        Assert.Equal((JsonValueKind.Null, 0), (made.GetProperty("cover").ValueKind, made.GetProperty("pictures").GetArrayLength()));
        Assert.Equal("Files are empty", (await target.Api.SendAsync(HttpMethod.Post, "/api/upload", upload)).Refused().Message);
        Assert.Equal(5, (await target.Api.SendAsync(HttpMethod.Post, "/api/upload", nameless)).Expect(HttpStatusCode.Created).Json[0].Number("width"));
        await target.Api.DeleteAsync($"{target.Path("keepers")}/{made.Key()}");
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Several_files_come_with_their_own_words(Place place)
    {
        var target = await targets.OnAsync(place);
        using var form = Form(("one.png", Picture.Png(3, 3)), ("two.png", Picture.Png(4, 4)), ("three.txt", "plain"u8.ToArray()));
        form.Add(new StringContent("""{"alternativeText":"first","caption":"c1"}"""), "fileInfo");
        form.Add(new StringContent("""{"alternative_text":"second","name":"renamed.png"}"""), "fileInfo");
        form.Add(new StringContent("{}"), "fileInfo");

        var files = (await target.Api.SendAsync(HttpMethod.Post, "/api/upload", form)).Expect(HttpStatusCode.Created).Json;

        Assert.Equal("one.png renamed.png three.txt", files.All("name"));
        Assert.Equal(("first", "c1", "second"), (files[0].Text("alternative_text"), files[0].Text("caption"), files[1].Text("alternative_text")));
        Assert.Equal(JsonValueKind.Null, files[2].GetProperty("width").ValueKind);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_is_no_upload_is_refused(Place place)
    {
        var target = await targets.OnAsync(place);
        var file = await target.Api.UploadAsync(Picture.Png(2, 2), "kept.png");
        using var empty = new MultipartFormDataContent { { new StringContent("{}"), "fileInfo" } };
        Assert.Equal("Files are empty", (await target.Api.SendAsync(HttpMethod.Post, "/api/upload", empty)).Refused().Message);
        using var two = Form(("a.png", Picture.Png(2, 2)), ("b.png", Picture.Png(2, 2)));
        Assert.Equal("Cannot replace a file with multiple ones", (await target.Api.SendAsync(HttpMethod.Post, $"/api/upload?id={file.Id()}", two)).Refused().Message);
        using var several = Form(("a.png", Picture.Png(2, 2)));
        Assert.Equal("File id is required and must be a single value", (await target.Api.SendAsync(HttpMethod.Post, $"/api/upload?id={file.Id()}&id=2", several)).Refused().Message);
        using var words = new MultipartFormDataContent { { new StringContent("""{"name":"x"}"""), "fileInfo" } };
        (await target.Api.SendAsync(HttpMethod.Post, "/api/upload?id=999999999", words)).Refused(HttpStatusCode.NotFound, "NotFoundError");
        using var faulty = Form(("a.png", Picture.Png(2, 2)));
        faulty.Add(new StringContent("{"), "fileInfo");
        (await target.Api.SendAsync(HttpMethod.Post, "/api/upload", faulty)).Refused();
        using var nobody = target.Caller(null);
        (await nobody.GetAsync("/api/upload/files")).Refused(HttpStatusCode.Unauthorized, "UnauthorizedError");
        foreach (var query in new[] { "filters[nothing]=x", "sort=nothing", "filters[folder_path]=/1", "filters[name][$x]=1", "nothing=1" }) (await target.Api.GetAsync($"/api/upload/files?{query}")).Refused();
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Words_and_bytes_are_replaced_under_the_same_address(Place place)
    {
        var target = await targets.OnAsync(place);
        var file = await target.Api.UploadAsync(Picture.Png(5, 5), "before.png");
        var path = $"/api/upload?id={file.Id()}";
        using var words = new MultipartFormDataContent { { new StringContent("""{"name":"after.png","alternativeText":"alt","caption":null}"""), "fileInfo" } };
        using var bytes = Form(("other.png", Picture.Png(7, 6)));

        var described = (await target.Api.SendAsync(HttpMethod.Post, path, words)).Ok().Json;
        var replaced = (await target.Api.SendAsync(HttpMethod.Post, path, bytes)).Ok().Json;

        Assert.Equal((file.Id(), "after.png", "alt", 5L), (described.Id(), described.Text("name"), described.Text("alternative_text"), described.Number("width")));
        Assert.Equal((file.Id(), file.Text("url"), file.Text("hash"), 7L, 6L), (replaced.Id(), replaced.Text("url"), replaced.Text("hash"), replaced.Number("width"), replaced.Number("height")));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_file_is_attached_to_an_entry_that_exists_and_entries_are_found_by_it(Place place)
    {
        var target = await targets.OnAsync(place);
        var path = target.Path("keepers");
        var entry = await target.Api.CreateAsync(path, new { name = "attached" });
        var uid = $"api::{target["keeper"]}.{target["keeper"]}";
        (string, string)[] To(string field, string? id = null, string? model = null) => [("ref", model ?? uid), ("refId", id ?? entry.Id().ToString()), ("field", field)];

        var cover = await target.Api.UploadAsync(Picture.Png(3, 3), "ref.png", To("cover"));
        var first = await target.Api.UploadAsync(Picture.Png(3, 3), "p1.png", [.. To("pictures", entry.Key()), ("fileInfo", """{"caption":"find me 100%_"}""")]);
        var second = await target.Api.UploadAsync(Picture.Png(3, 3), "p2.png", To("pictures", model: target["keeper"]));

        async Task<string> PicturesAsync(object? pictures) => (await target.Api.ChangeAsync($"{path}/{entry.Key()}?populate=pictures", pictures is null ? new { } : new { pictures })).GetProperty("pictures").All("name");
        Assert.Equal(cover.Id(), (await target.Api.GetAsync($"{path}/{entry.Key()}?populate=cover")).Ok().Data.GetProperty("cover").Id());
        Assert.Equal("p1.png p2.png", await PicturesAsync(null));
        async Task<string> FoundAsync(string filter) => (await target.Api.GetAsync($"{path}?filters[name]=attached&{filter}")).Ok().Data.All("name");
        foreach (var filter in new[] { $"filters[cover]={cover.Id()}", $"filters[cover][id]={cover.Id()}", "filters[cover][$notNull]=true", "filters[cover][ext]=.png", "filters[pictures][caption][$contains]=100%25_", "filters[pictures][name]=p2.png" }) Assert.Equal("attached", await FoundAsync(filter));
        foreach (var filter in new[] { "filters[cover][$null]=true", "filters[cover][ext]=.jpg", "filters[pictures][caption][$contains]=100__", "filters[cover]=999999999" }) Assert.Equal("", await FoundAsync(filter));
        Assert.Equal("p2.png", await PicturesAsync(new { disconnect = new[] { first.Id() } }));
        Assert.Equal("p2.png p1.png", await PicturesAsync(new { connect = new[] { first.Id() } }));
        Assert.Equal("p1.png p2.png", await PicturesAsync(new { set = new[] { first.Id(), second.Id() } }));
        Assert.Equal("p2.png", await PicturesAsync(new[] { new { id = second.Id() } }));
        (await target.Api.PutAsync($"{path}/{entry.Key()}", new { data = new { cover = 999999999 } })).Refused();
        foreach (var fields in new[] { To("nothing"), To("cover", "999999999"), To("cover", model: "api::nope.nope"), To("name") })
        {
            using var form = Form(("no.png", Picture.Png(2, 2)));
            foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
            Assert.InRange((int)(await target.Api.SendAsync(HttpMethod.Post, "/api/upload", form)).Status, 400, 404);
        }

        await target.Api.DeleteAsync($"/api/upload/files/{cover.Id()}");
        Assert.Equal("attached", await FoundAsync("filters[cover][$null]=true"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Of_a_file_all_that_it_carries_can_be_asked_for_by_name(Place place)
    {
        var target = await targets.OnAsync(place);
        var file = await target.Api.UploadAsync(Picture.Png(300, 200), "shown.png");
        var path = $"{target.Path("keepers")}/{(await target.Api.CreateAsync(target.Path("keepers"), new { name = "shows", cover = file.Id() })).Key()}";
        async Task<JsonElement> CoverAsync(string populate) => (await target.Api.GetAsync($"{path}?{populate}")).Ok().Data.GetProperty("cover");
        var whole = await CoverAsync("populate=cover");

        foreach (var name in whole.Names().Except(["id", "document_id"]))
        {
            var only = await CoverAsync($"populate[cover][fields][0]={name}");
            Assert.Equal(new[] { "document_id", "id", name }.Order(), only.Names().Order());
            Assert.True(JsonElement.DeepEquals(whole.GetProperty(name), only.GetProperty(name)));
        }

        Assert.Equal(["document_id", "focal_point", "formats", "id", "preview_url", "url"], (await CoverAsync("populate[cover][fields]=url,formats,focalPoint,previewUrl")).Names().Order(StringComparer.Ordinal));
        foreach (var query in new[] { "filters[cover][formats][$notNull]=true", "sort=cover.provider", "populate[cover][sort]=formats", "populate[cover][filters][sha256]=x", "populate[cover][fields]=nothing" }) (await target.Api.GetAsync($"{target.Path("keepers")}?{query}")).Refused();
        foreach (var query in new[] { "filters[formats][$notNull]=true", "sort=sha256" }) (await target.Api.GetAsync($"/api/upload/files?{query}")).Refused();
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Several_files_for_a_place_that_takes_one_are_refused_and_none_is_kept(Place place)
    {
        var target = await targets.OnAsync(place);
        var path = target.Path("keepers");
        var entry = await target.Api.CreateAsync(path, new { name = "takes one" });
        var names = (First: target.Prefix + "of-two-1.png", Second: target.Prefix + "of-two-2.png");
        async Task<Reply> AttachAsync(string field)
        {
            using var form = Form((names.First, Picture.Png(2, 2)), (names.Second, Picture.Png(2, 2)));
            foreach (var (name, value) in new[] { ("ref", target["keeper"]), ("refId", entry.Key()), ("field", field) }) form.Add(new StringContent(value), name);
            return await target.Api.SendAsync(HttpMethod.Post, "/api/upload", form);
        }

        Assert.Equal(["field: cover takes one only"], (await AttachAsync("cover")).Refused().Faults);
        Assert.Equal(0, (await target.Api.GetAsync($"/api/upload/files?filters[name][$startsWith]={target.Prefix}of-two")).Ok().Json.GetArrayLength());
        Assert.Equal(JsonValueKind.Null, (await target.Api.GetAsync($"{path}/{entry.Key()}?populate=cover")).Ok().Data.GetProperty("cover").ValueKind);
        (await AttachAsync("pictures")).Expect(HttpStatusCode.Created);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task An_entry_comes_with_its_files_in_one_request(Place place)
    {
        var target = await targets.OnAsync(place);
        using var form = new MultipartFormDataContent { { new StringContent("""{"name":"multipart"}"""), "data" }, { new ByteArrayContent(Picture.Png(3, 3)), "files.cover", "c.png" }, { new ByteArrayContent(Picture.Png(3, 3)), "files.pictures", "p.png" }, { new ByteArrayContent(Picture.Png(3, 3)), "files.pictures", "q.png" } };

        var made = (await target.Api.SendAsync(HttpMethod.Post, $"{target.Path("keepers")}?populate=*", form)).Expect(HttpStatusCode.Created).Data;

        Assert.Equal(("c.png", "p.png q.png"), (made.GetProperty("cover").Text("name"), made.GetProperty("pictures").All("name")));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Files_are_listed_flat_or_by_pages(Place place)
    {
        var target = await targets.OnAsync(place);
        var mark = target.Prefix + "list";
        for (var i = 0; i < 5; i++) await target.Api.UploadAsync(Picture.Png(2 + i, 2), $"{mark}{i}.png");
        var mine = $"filters[name][$startsWith]={mark}";

        var flat = (await target.Api.GetAsync($"/api/upload/files?{mine}&sort=width:desc")).Ok().Json;
        Assert.Equal("6 5 4 3 2", flat.All("width"));
        Assert.Equal("2 3", (await target.Api.GetAsync($"/api/upload/files?{mine}&filters[width][$lt]=4&sort=width")).Ok().Json.All("width"));
        var page = (await target.Api.GetAsync($"/api/upload/files/page?{mine}&pagination[page]=2&pagination[pageSize]=2&sort=width")).Ok();
        Assert.Equal(("4 5", """{"page":2,"pageSize":2,"pageCount":3,"total":5}"""), (page.Data.All("width"), page.Pagination.GetRawText()));
        Assert.Equal("""{"start":4,"limit":2}""", (await target.Api.GetAsync($"/api/upload/files/page?{mine}&pagination[start]=4&pagination[limit]=2&pagination[withCount]=false")).Ok().Pagination.GetRawText());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Bytes_and_not_names_decide_what_a_file_is_and_nothing_runs_script(Place place)
    {
        var target = await targets.OnAsync(place);
        foreach (var (name, text) in new[] { ("x.html", "<!doctype html><script>alert(1)</script>"), ("x.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"), ("x.png", "<!doctype html><script>alert(1)</script>") })
        {
            using var form = Form((name, Encoding.UTF8.GetBytes(text)));
            var answer = await target.Api.SendAsync(HttpMethod.Post, "/api/upload", form);
            if (answer.Status != HttpStatusCode.Created) continue;
            var file = answer.Json[0];
            Assert.NotEqual("image/png", file.Text("mime"));
            var served = (await target.Api.GetAsync(file.Text("url")!)).Ok();
            Assert.Contains("sandbox", served.Header("Content-Security-Policy"), StringComparison.Ordinal);
            Assert.Equal("nosniff", served.Header("X-Content-Type-Options"));
        }

        var files = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => target.Api.UploadAsync(Picture.Png(2, 2), "same.png")));
        Assert.Equal(16, files.Select(f => f.Text("url")).Distinct().Count());
    }

    private static MultipartFormDataContent Form(params (string Name, byte[] Bytes)[] files)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, bytes) in files) form.Add(new ByteArrayContent(bytes), "files", name);
        return form;
    }
}
