using System.Net;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Http;

/// <summary>A write whose answer got lost can be sent again.</summary>
public sealed class IdempotencyKeyTests
{
    private const string Key = "Idempotency-Key";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task The_same_request_gets_the_first_answer_and_another_request_a_conflict(DatabaseKind kind)
    {
        await using var site = await Site.StartAsync(kind);
        var body = new { data = new { name = "one" } };

        var first = (await site.Api.PostAsync("/api/categories", body, (Key, "k1"))).Expect(HttpStatusCode.Created);
        var again = (await site.Api.PostAsync("/api/categories", body, (Key, "k1"))).Expect(HttpStatusCode.Created);
        Assert.Equal((first.Text, first.Header("ETag"), first.Header("Location")), (again.Text, again.Header("ETag"), again.Header("Location")));
        Assert.Equal("true", again.Header("Idempotency-Replayed"));
        Assert.Equal(1, (await site.Api.GetAsync("/api/categories")).Json.GetProperty("meta").GetProperty("pagination").GetProperty("total").GetInt32());

        (await site.Api.PostAsync("/api/categories", new { data = new { name = "two" } }, (Key, "k1"))).Expect(HttpStatusCode.Conflict);
        (await site.Api.PostAsync("/api/categories", body, (Key, new string('k', 256)))).Expect(HttpStatusCode.BadRequest);
        var key = first.Data.GetProperty("document_id").GetString();
        (await site.Api.DeleteAsync($"/api/categories/{key}", (Key, "k2"))).Expect(HttpStatusCode.NoContent);
        (await site.Api.DeleteAsync($"/api/categories/{key}", (Key, "k2"))).Expect(HttpStatusCode.NoContent);
        (await site.Api.DeleteAsync($"/api/categories/{key}")).Expect(HttpStatusCode.NotFound);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Of_many_at_the_same_moment_one_is_carried_out(DatabaseKind kind)
    {
        await using var site = await Site.StartAsync(kind);

        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => site.Api.PostAsync("/api/categories", new { data = new { name = "one" } }, (Key, "k1"))));

        Assert.All(replies, r => Assert.Contains(r.Status, new[] { HttpStatusCode.Created, HttpStatusCode.Conflict }));
        Assert.Equal(1, (await site.Api.GetAsync("/api/categories")).Json.GetProperty("meta").GetProperty("pagination").GetProperty("total").GetInt32());
    }

    [Theory, OnSqlite]
    public async Task A_secret_in_an_answer_is_repeated_and_stands_nowhere_in_clear(DatabaseKind kind)
    {
        await using var site = await Site.StartAsync(kind);
        var body = new { data = new { name = "Build", type = "full-access" } };

        var first = (await site.Api.PostAsync("/admin/api/tokens", body, (Key, "k1"))).Expect(HttpStatusCode.Created);
        Assert.Equal(first.Text, (await site.Api.PostAsync("/admin/api/tokens", body, (Key, "k1"))).Text);

        var secret = System.Text.Encoding.ASCII.GetBytes(first.Data.GetProperty("token").GetString()!);
        foreach (var file in Directory.EnumerateFiles(site.Data.Path, "contenthub.db*"))
        {
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[open.Length];
            await open.ReadExactlyAsync(bytes);
            Assert.True(bytes.AsSpan().IndexOf(secret) < 0, $"in clear in {Path.GetFileName(file)}");
        }
    }

    [Theory, OnSqlite]
    public async Task A_refusal_is_an_answer_too_and_is_kept(DatabaseKind kind)
    {
        await using var site = await Site.StartAsync(kind);
        (await site.Api.PostAsync("/api/categories", new { data = new { name = 7 } }, (Key, "k1"))).Expect(HttpStatusCode.BadRequest);
        Assert.Equal("true", (await site.Api.PostAsync("/api/categories", new { data = new { name = 7 } }, (Key, "k1"))).Expect(HttpStatusCode.BadRequest).Header("Idempotency-Replayed"));
    }
}
