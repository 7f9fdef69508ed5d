using System.Net;
using System.Text.Json;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Media;

/// <summary>The point of a picture that stays in sight: in percent, as Strapi 5 has it.</summary>
public sealed class FocalPointTests(Sites sites) : IClassFixture<Sites>
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_point_is_uploaded_changed_told_to_webhooks_kept_when_the_bytes_are_replaced_and_taken_back(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        await using var hook = await site.HookAsync(new { events = new[] { "media.create", "media.update" } });

        var file = (await PostAsync(site, "/api/upload", Bytes(400), Info("""{"focalPoint":{"x":62.5,"y":0}}"""))).Expect(HttpStatusCode.Created).Json[0];
        Assert.Equal("""{"x":62.5,"y":0}""", Point(file));
        var path = $"/api/upload?id={file.Number("id")}";
        Assert.Equal("""{"x":10,"y":100}""", Point((await PostAsync(site, path, Info("""{"focal_point":{"x":10,"y":1e2,"z":"ignored"}}"""))).Expect(HttpStatusCode.OK).Json));
        Assert.Equal("""{"x":10,"y":100}""", Point((await PostAsync(site, path, Info("""{"caption":"a caption"}"""))).Expect(HttpStatusCode.OK).Json));
        Assert.Equal("""{"x":10,"y":100}""", Point((await PostAsync(site, path, Bytes(300))).Expect(HttpStatusCode.OK).Json));
        Assert.Equal("""{"x":10,"y":100}""", Point((await site.Api.GetAsync($"/api/upload/files/{file.Number("id")}")).Expect(HttpStatusCode.OK).Json));
        Assert.Equal("null", Point((await PostAsync(site, path, Info("""{"focalPoint":null}"""))).Expect(HttpStatusCode.OK).Json));

        var told = await hook.Receiver.WaitForAsync(5);
        Assert.Equal(
            ["""{"x":62.5,"y":0}""", """{"x":10,"y":100}""", """{"x":10,"y":100}""", """{"x":10,"y":100}""", "null"],
            told.Select(r => Point(r.Json.GetProperty("media"))));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_point_beside_the_picture_is_refused_and_said_where(DatabaseKind database)
    {
        var site = await sites.OnAsync(database);
        var file = (await PostAsync(site, "/api/upload", Bytes(300), Info("""{"focalPoint":{"x":1,"y":2}}"""))).Expect(HttpStatusCode.Created).Json[0];
        foreach (var (point, wrong) in new[]
        {
            ("""{"x":-0.1,"y":0}""", "x"), ("""{"x":0,"y":100.1}""", "y"), ("""{"x":"1","y":0}""", "x"), ("""{"x":1}""", "y"), ("""{"x":1e999,"y":1}""", "x"), ("{}", "x y"), ("[1,2]", ""), ("1", ""), ("true", ""),
        })
        {
            var refused = (await PostAsync(site, $"/api/upload?id={file.Number("id")}", Info($$"""{"caption":"no","focalPoint":{{point}}}"""))).Expect(HttpStatusCode.BadRequest);
            var paths = refused.Json.GetProperty("error").GetProperty("details").GetProperty("errors").EnumerateArray().Select(e => string.Join('.', e.GetProperty("path").EnumerateArray()));
            Assert.Equal(wrong.Length == 0 ? ["fileInfo.focalPoint"] : wrong.Split(' ').Select(w => $"fileInfo.focalPoint.{w}"), paths);
        }

        var kept = (await site.Api.GetAsync($"/api/upload/files/{file.Number("id")}")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(("""{"x":1,"y":2}""", null), (Point(kept), kept.Text("caption")));
    }

    [Fact]
    public async Task An_entry_shows_the_point_of_its_picture_and_the_document_of_the_API_describes_it()
    {
        var site = await sites.OnAsync();
        var entry = await site.Api.CreateAsync("addresses", new { city = "Oslo" });
        await PostAsync(site, "/api/upload", Bytes(300), Info("""{"focalPoint":{"x":25,"y":75}}"""), ("ref", null, "address"u8.ToArray()), ("refId", null, System.Text.Encoding.UTF8.GetBytes($"{entry.Number("id")}")), ("field", null, "cover"u8.ToArray()));

        Assert.Equal("""{"x":25,"y":75}""", Point((await site.Api.GetAsync($"/api/addresses/{entry.Number("id")}?populate=cover")).Data.GetProperty("cover")));
        var described = (await site.Api.GetAsync("/openapi.json")).Json.GetProperty("components").GetProperty("schemas").GetProperty("File").GetProperty("properties").GetProperty("focal_point");
        Assert.Equal(["x", "y"], described.GetProperty("properties").EnumerateObject().Select(p => p.Name));
    }

    private static string Point(JsonElement file) => JsonSerializer.Serialize(file.GetProperty("focal_point"));

    private static (string, string?, byte[]) Bytes(int width) => ("files", "a.png", Picture.Png(width, 200));

    private static (string, string?, byte[]) Info(string json) => ("fileInfo", null, System.Text.Encoding.UTF8.GetBytes(json));

    private static async Task<Reply> PostAsync(Site site, string path, params (string Name, string? FileName, byte[] Bytes)[] parts)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, fileName, bytes) in parts)
        {
            if (fileName is null) form.Add(new ByteArrayContent(bytes), name);
            else form.Add(new ByteArrayContent(bytes), name, fileName);
        }

        return await site.Api.SendAsync(HttpMethod.Post, path, form);
    }
}
