using System.Net;

namespace ContentHub.Server.Tests.Start;

public sealed class TypeFileTests
{
    [Fact]
    public async Task Types_kept_as_files_are_applied_and_a_rename_keeps_the_data()
    {
        using var home = new Home();
        home.WriteType("10-author.json", """{"name": "author", "attributes": {"name": {"type": "string", "required": true}, "code": {"type": "string", "unique": true}}}""");
        home.WriteType("20-book.json", """{"name": "book", "attributes": {"title": {"type": "string"}, "writer": {"type": "relation", "relation": "manyToOne", "target": "author"}}}""");
        await using var site = await home.StartAsync();
        var author = await site.Api.CreateAsync("authors", new { name = "Ada", code = "A1" });
        var book = await site.Api.CreateAsync("books", new { title = "Notes", writer = author.Number("id") });

        home.RemoveType("10-author.json");
        home.WriteType("10-person.json", """{"name": "person", "plural": "people", "renamed_from": "author", "attributes": {"full_name": {"type": "string", "required": true, "renamed_from": "name"}, "code": {"type": "string", "unique": true}}}""");
        home.WriteType("20-book.json", """{"name": "book", "attributes": {"title": {"type": "string"}, "writer": {"type": "relation", "relation": "manyToOne", "target": "person"}}}""");
        await site.ComeUpAsync();

        Assert.Equal("Ada", (await site.Api.GetAsync($"/api/people/{author.Number("id")}")).Expect(HttpStatusCode.OK).Data.Text("full_name"));
        Assert.Equal("Ada", (await site.Api.GetAsync($"/api/books/{book.Number("id")}?populate=*")).Expect(HttpStatusCode.OK).Data.GetProperty("writer").Text("full_name"));
        Assert.Contains("must be unique", (await site.Api.PostAsync("/api/people", new { data = new { full_name = "Eve", code = "A1" } })).Expect(HttpStatusCode.BadRequest).Message, StringComparison.Ordinal);
        (await site.Api.GetAsync("/api/authors")).Expect(HttpStatusCode.NotFound);

        // Once more: nothing changes any more.
        await site.ComeUpAsync();
        Assert.Equal("Ada", (await site.Api.GetAsync($"/api/people/{author.Number("id")}")).Expect(HttpStatusCode.OK).Data.Text("full_name"));
    }

    [Fact]
    public async Task What_was_saved_is_there_after_a_stop_and_what_was_bootstrapped_is_not_again()
    {
        await using var site = await Site.StartAsync();
        var entry = await site.Api.CreateAsync("addresses", Given.Paris);
        Assert.Equal(0, await site.Server.StopAsync());

        await site.ComeUpAsync(new Dictionary<string, string> { ["Bootstrap__ApiToken"] = "another-token-0123456789" });

        Assert.Equal("Paris", (await site.Api.GetAsync($"/api/addresses/{entry.Number("id")}")).Expect(HttpStatusCode.OK).Data.Text("city"));
        using var other = site.Caller("another-token-0123456789");
        (await other.GetAsync("/api/addresses")).Expect(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_event_that_was_not_delivered_before_a_stop_is_delivered_after_it()
    {
        await using var site = await Site.StartAsync();
        // Not so often that a server which takes long to stop leaves the receiver alone for half a minute: that is after ten failures.
        await using var hook = await site.HookAsync(new { schedule = new[] { 3, 3, 3, 3, 3, 3, 3, 3, 3, 3 } });
        await hook.Receiver.StopAsync();
        await site.Api.CreateAsync("addresses", Given.Paris);
        Assert.Equal(0, await site.Server.StopAsync());
        await hook.Receiver.StartAsync();

        await site.ComeUpAsync();

        Assert.Equal("entry.create", (await hook.Receiver.WaitForAsync(1))[0].Json.Text("event"));
    }
}
