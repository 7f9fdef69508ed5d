using System.Net;
using System.Text;

namespace ContentHub.Server.Tests.Entries;

public sealed class BadInputTests(BadInputTests.Ground given) : IClassFixture<BadInputTests.Ground>
{
    [Theory]
    [InlineData("", "Missing \"data\"")]
    [InlineData("{", "not valid JSON (line 1")]
    [InlineData("{\"data\": {\"city\": \"Paris\"}} x", "not valid JSON")]
    [InlineData("{\"data\": {\"city\": \"Paris\",}}", "not valid JSON")]
    [InlineData("{'data': {}}", "not valid JSON")]
    [InlineData("{\"data\": {\"city\": NaN}}", "not valid JSON")]
    [InlineData("{\"data\": {\"city\": \"a\", \"city\": \"b\"}}", "JSON: a name stands twice in one object")]
    [InlineData("{\"data\": {}, \"data\": {}}", "JSON: a name stands twice in one object")]
    [InlineData("{\"data\": {\"city\": \"tab\there\"}}", "not valid JSON")]
    [InlineData("null", "Missing \"data\"")]
    [InlineData("[]", "Missing \"data\"")]
    [InlineData("\"data\"", "Missing \"data\"")]
    [InlineData("{\"city\": \"Paris\"}", "Missing \"data\"")]
    [InlineData("{\"data\": null}", "Missing \"data\" payload in the request body")]
    [InlineData("{\"data\": []}", "\"data\" must be an object")]
    [InlineData("{\"data\": \"city\"}", "\"data\" must be an object")]
    public async Task A_body_that_is_no_entry_is_refused_in_words(string body, string why)
    {
        var refused = (await given.Api.PostTextAsync("/api/addresses", body)).Expect(HttpStatusCode.BadRequest);

        Assert.Equal("ValidationError", refused.Error.Text("name"));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        await given.AssertNothingHappenedAsync();
    }

    [Theory]
    [InlineData("title", "1", "must be a string")]
    [InlineData("title", "\"x\"", "must be at least 2 characters")]
    [InlineData("title", "\"0123456789012345678901234567890123456789+\"", "must be at most 40 characters")]
    [InlineData("title", "\"a\\u0000b\"", "NUL character")]
    [InlineData("title", "\"a\\ud800b\"", "half a surrogate pair")]
    [InlineData("title", "[\"Paris\"]", "must be a string")]
    [InlineData("body", "{}", "must be a string")]
    [InlineData("mail", "\"nobody\"", "must be a valid email")]
    [InlineData("mail", "\"a@b.c, d@e.f\"", "must be a valid email")]
    [InlineData("slug", "\"a b\"", "letters, digits and - _ . ~")]
    [InlineData("slug", "\"\"", "letters, digits and - _ . ~")]
    [InlineData("count", "\"1\"", "must be an integer")]
    [InlineData("count", "1.5", "must be an integer")]
    [InlineData("count", "9007199254740993", "must be an integer")]
    [InlineData("count", "1e400", "must be an integer")]
    [InlineData("count", "-1", "greater than or equal to 0")]
    [InlineData("count", "11", "less than or equal to 10")]
    [InlineData("count", "true", "must be an integer")]
    [InlineData("price", "\"1.5\"", "must be a number")]
    [InlineData("price", "1e400", "must be a number")]
    [InlineData("price", "-0.01", "greater than or equal to 0")]
    [InlineData("active", "\"true\"", "must be true or false")]
    [InlineData("active", "1", "must be true or false")]
    [InlineData("day", "\"2020-02-30\"", "must be a date")]
    [InlineData("day", "\"2020-1-1\"", "must be a date")]
    [InlineData("day", "20200101", "must be a date")]
    [InlineData("at", "\"yesterday\"", "must be a moment")]
    [InlineData("at", "\"2020-01-01T25:00:00Z\"", "must be a moment")]
    [InlineData("at", "0", "must be a moment")]
    [InlineData("colour", "\"blue\"", "must be one of: red, green")]
    [InlineData("colour", "\"RED\"", "must be one of: red, green")]
    [InlineData("extra", "{\"a\": \"\\u0000\"}", "NUL character")]
    [InlineData("extra", "{\"a\\u0000\": 1}", "NUL character")]
    [InlineData("extra", "1e999999", "double's range")]
    [InlineData("picture", "\"file\"", "takes numeric ids of files")]
    [InlineData("picture", "[1, 2]", "takes one only")]
    [InlineData("picture", "999999", "do not exist")]
    [InlineData("pictures", "true", "must be an id")]
    [InlineData("pictures", "[-1]", "must be an id")]
    [InlineData("parent", "999999", "do not exist")]
    [InlineData("parent", "\"nosuchdocumentid\"", "do not exist")]
    [InlineData("parent", "\"\\u0000\"", "must be an id")]
    [InlineData("parent", "1.5", "must be an id")]
    [InlineData("parent", "99999999999999999999", "must be an id")]
    [InlineData("friends", "{\"conect\": [1]}", "must be an id")]
    [InlineData("friends", "{\"id\": {\"id\": {}}}", "must be an id")]
    [InlineData("friends", "[[1]]", "must be an id")]
    [InlineData("titl", "\"Paris\"", "did you mean 'title'?")]
    [InlineData("secret_not", "\"Paris\"", "is not an attribute of 'thing'")]
    [InlineData("__proto__", "{}", "is not an attribute of 'thing'")]
    public async Task A_value_of_the_wrong_kind_is_refused_by_name(string attribute, string value, string why)
    {
        var body = $$"""{"data": {"{{attribute}}": {{value}} } }""";
        var created = (await given.Api.PostTextAsync("/api/things", body)).Expect(HttpStatusCode.BadRequest);
        var updated = (await given.Api.SendTextAsync(HttpMethod.Put, $"/api/things/{given.Thing}", body)).Expect(HttpStatusCode.BadRequest);

        foreach (var refused in new[] { created, updated })
        {
            var fault = Assert.Single(refused.Faults);
            // What does not exist is told in the dialect's words, which do not name the attribute.
            Assert.StartsWith(why == "do not exist" ? $"{attribute}: 1 relation(s) of type " : $"{attribute}: {attribute} ", fault, StringComparison.Ordinal);
            Assert.Contains(why, fault, StringComparison.Ordinal);
            Assert.DoesNotContain("secret_note", refused.Text, StringComparison.Ordinal);
        }

        await given.AssertNothingHappenedAsync();
    }

    [Fact]
    public async Task All_faults_are_told_at_once()
    {
        var refused = (await given.Api.PostAsync("/api/addresses", new { data = new { cty = "Paris", postal_code = 75001 } })).Expect(HttpStatusCode.BadRequest);
        Assert.Equal(["city", "cty", "postal_code"], refused.Faults.Select(f => f.Split(':')[0]).Order());
        Assert.Contains("cty: cty is not an attribute of 'address'; did you mean 'city'?", refused.Faults);
        Assert.Contains("city: city is required", refused.Faults);
        Assert.Equal("3 errors occurred", refused.Message);
    }

    [Theory]
    [InlineData("{\"\\ud800\": 1}")]
    [InlineData("{\"a\\u0000b\": 1}")]
    public async Task A_name_that_cannot_be_stored_is_refused(string data)
    {
        (await given.Api.PostTextAsync("/api/things", $$"""{"data": {{data}} }""")).Expect(HttpStatusCode.BadRequest);
        (await given.Api.PostTextAsync("/admin/api/webhooks", $$"""{"data": {{data}} }""")).Expect(HttpStatusCode.BadRequest);
        (await given.Api.PostTextAsync("/admin/api/tokens", $$"""{"data": {{data}} }""")).Expect(HttpStatusCode.BadRequest);
        (await given.Api.PostTextAsync("/admin/api/content-types", $$"""{"data": {{data}} }""")).Expect(HttpStatusCode.BadRequest);
        (await given.Api.PostTextAsync("/admin/api/content-types", $$"""{"data": {"name": "odd", "attributes": {{data}} } }""")).Expect(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("GET", "/api/nowhere", 404, "NotFoundError")]
    [InlineData("POST", "/api/nowhere", 404, "NotFoundError")]
    [InlineData("GET", "/api/address", 404, "NotFoundError")]
    [InlineData("GET", "/api/addresses/0", 404, "NotFoundError")]
    [InlineData("GET", "/api/addresses/99999999999999999999999", 404, "NotFoundError")]
    [InlineData("DELETE", "/api/addresses/nosuchdocument", 404, "NotFoundError")]
    [InlineData("PUT", "/api/addresses/nosuchdocument", 404, "NotFoundError")]
    [InlineData("GET", "/api/a/b/c", 404, "NotFoundError")]
    [InlineData("GET", "/admin/api/webhooks/abc", 404, "NotFoundError")]
    [InlineData("GET", "/admin/api/webhooks/99999999999999999999", 404, "NotFoundError")]
    [InlineData("GET", "/admin/api/nowhere", 404, "NotFoundError")]
    [InlineData("POST", "/admin/api/nowhere/at/all", 404, "NotFoundError")]
    [InlineData("GET", "/admin/api", 404, "NotFoundError")]
    [InlineData("PATCH", "/api/addresses/1", 405, "MethodNotAllowedError")]
    [InlineData("PATCH", "/api/addresses", 405, "MethodNotAllowedError")]
    [InlineData("DELETE", "/admin/api/webhooks", 405, "MethodNotAllowedError")]
    [InlineData("PATCH", "/api/upload", 405, "MethodNotAllowedError")]
    public async Task What_is_not_there_or_not_possible_is_said_in_the_envelope(string method, string path, int status, string name)
    {
        var answer = await given.Api.SendTextAsync(new HttpMethod(method), path, """{"data": {}}""");
        Assert.Equal(status, (int)answer.Status);
        Assert.Equal((name, status), (answer.Error.Text("name"), (int)answer.Error.Number("status")));
        Assert.NotEmpty(answer.Header("X-Request-Id")!);
    }

    [Theory]
    [InlineData("/api/addresses?popluate=*", "popluate", "did you mean 'populate'")]
    [InlineData("/api/addresses?populate=categroy", "populate.categroy", "did you mean 'category'")]
    [InlineData("/api/things?populate=secret_note", "populate.secret_note", "Invalid key")]
    [InlineData("/api/addresses?pagination[page]=99999999999999", "pagination[page]", "whole number")]
    [InlineData("/api/addresses?pagination[page]=2147483647", "pagination[page]", "whole number")]
    [InlineData("/api/addresses?pagination[pageSize]=many", "pagination[pageSize]", "whole number")]
    [InlineData("/api/addresses/1?x=1", "x", "Invalid key x")]
    [InlineData("/admin/api/webhooks?enabled=maybe", "enabled", "true or false")]
    [InlineData("/admin/api/webhooks?state=on", "state", "Invalid key")]
    [InlineData("/api/upload/files?x=1", "x", "Invalid key x")]
    [InlineData("/api/upload/files?field=name", "field", "did you mean 'fields'")]
    [InlineData("/api/upload/files?fields=nmae", "fields.nmae", "did you mean 'name'")]
    [InlineData("/api/upload/files/1?feilds=name", "feilds", "did you mean 'fields'")]
    [InlineData("/api/addresses/1/versions/1?page=1", "page", "Invalid key page")]
    [InlineData("/api/addresses?sort=category", "sort.category", "Invalid key category: it is sorted by something in it, such as category.name")]
    [InlineData("/api/addresses?sort=images:desc", "sort.images", "such as images.name")]
    [InlineData("/api/addresses?sort=city.name", "sort.city", "there is nothing behind it to sort by")]
    [InlineData("/api/addresses?fields=category", "fields.category", "it is no value; populate shows it")]
    [InlineData("/api/addresses?populate=city", "populate.city", "it is a value, which fields shows")]
    [InlineData("/api/addresses?populate=category&populate[images]=true", "populate.0", "a list, or a value beside names, does not fit here")]
    [InlineData("/api/addresses?populate[category][0]=name", "populate.category", "Invalid key 0 at category: a list")]
    public async Task A_query_that_is_not_understood_is_refused_by_name(string path, string parameter, string why)
    {
        var refused = (await given.Api.GetAsync(path)).Expect(HttpStatusCode.BadRequest);
        var fault = Assert.Single(refused.Faults);
        Assert.StartsWith(parameter + ": ", fault, StringComparison.Ordinal);
        Assert.Contains(why, fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_far_beyond_the_end_is_empty()
    {
        var page = (await given.Api.GetAsync("/api/addresses?pagination[page]=21474836&pagination[pageSize]=1000")).Expect(HttpStatusCode.OK);
        Assert.Equal(0, page.Data.GetArrayLength());
        Assert.Equal(100, page.Json.GetProperty("meta").GetProperty("pagination").Number("pageSize"));
    }

    [Fact]
    public async Task JSON_is_read_to_a_depth_of_64_and_no_deeper()
    {
        static string Nested(int depth) => string.Concat(Enumerable.Repeat("[", depth)) + string.Concat(Enumerable.Repeat("]", depth));

        (await given.Api.PostTextAsync("/api/things", $$"""{"data": {"extra": {{Nested(63)}} } }""")).Expect(HttpStatusCode.BadRequest);
        (await given.Api.PostTextAsync("/api/things", $$"""{"data": {"extra": {{Nested(100_000)}} } }""")).Expect(HttpStatusCode.BadRequest);
        await given.AssertNothingHappenedAsync();
        var deepest = (await given.Api.PostTextAsync("/api/things", $$"""{"data": {"extra": {{Nested(62)}} } }""")).Expect(HttpStatusCode.Created);
        (await given.Api.DeleteAsync($"/api/things/{deepest.Data.Number("id")}")).Expect(HttpStatusCode.NoContent);
        await given.NoteAsync();
    }

    [Fact]
    public async Task A_body_too_large_is_refused()
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes($$"""{"data": {"body": "{{new string('x', 17_000_000)}}"} }"""));
        body.Headers.ContentType = new("application/json");
        // Announced first, so that the refusal comes before the bytes.
        var refused = (await given.Api.SendAsync(HttpMethod.Post, "/api/things", body, ("Expect", "100-continue"))).Expect(HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal("PayloadTooLargeError", refused.Error.Text("name"));
        await given.AssertNothingHappenedAsync();
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    public async Task Another_content_type_is_refused(string contentType)
    {
        (await given.Api.PostTextAsync("/api/things", """{"data": {"title": "Paris"}}""", contentType)).Expect(HttpStatusCode.UnsupportedMediaType);
        await given.AssertNothingHappenedAsync();
    }

    [Fact]
    public async Task A_multipart_body_without_a_boundary_is_refused()
    {
        (await given.Api.PostTextAsync("/api/things", """{"data": {"title": "Paris"}}""", "multipart/form-data")).Expect(HttpStatusCode.BadRequest);
        await given.AssertNothingHappenedAsync();
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_are_refused()
    {
        using var body = new ByteArrayContent([.. "{\"data\": {\"title\": \""u8, 0xC3, 0x28, 0xFF, .. "\"}}"u8]);
        body.Headers.ContentType = new("application/json");
        (await given.Api.SendAsync(HttpMethod.Post, "/api/things", body)).Expect(HttpStatusCode.BadRequest);
        await given.AssertNothingHappenedAsync();
    }

    [Fact]
    public async Task Errors_come_as_problem_details_to_those_who_ask()
    {
        var problem = await given.Api.GetAsync("/api/nowhere", ("Accept", "application/problem+json"));
        Assert.StartsWith("application/problem+json", problem.Header("Content-Type"), StringComparison.Ordinal);
        Assert.Equal((404, "NotFoundError"), ((int)problem.Json.Number("status"), problem.Json.Text("title")));
    }

    /// <summary>A server that has seen one entry of a type with everything.</summary>
    public sealed class Ground : IAsyncLifetime
    {
        private Site _site = null!;
        private Hook _hook = null!;
        private string _state = "";

        public Api Api => _site.Api;

        public long Thing { get; private set; }

        public async Task InitializeAsync()
        {
            _site = await Site.StartAsync();
            await Api.DefineAsync(Given.Everything("thing"));
            Thing = (await Api.CreateAsync("things", new { title = "Valid" })).Number("id");
            _hook = await _site.HookAsync(new { url = "http://127.0.0.1:9/", enabled = true });
            await NoteAsync();
        }

        /// <summary>What there is now is as it should be.</summary>
        public async Task NoteAsync() => _state = await StateAsync();

        public async Task AssertNothingHappenedAsync() => Assert.Equal(_state, await StateAsync());

        public async Task DisposeAsync()
        {
            await _hook.DisposeAsync();
            await _site.DisposeAsync();
        }

        private async Task<string> StateAsync() =>
            (await Api.GetAsync("/api/things?populate=*")).Text + (await Api.GetAsync("/api/addresses")).Text + (await Api.GetAsync("/api/upload/files")).Text
            + (await Api.GetAsync($"{_hook.Path}/deliveries")).Json.GetProperty("meta").GetProperty("pagination").Number("total");
    }
}
