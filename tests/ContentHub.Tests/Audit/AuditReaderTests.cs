using System.Diagnostics;
using System.Text;
using ContentHub.Access;
using ContentHub.Audit;
using ContentHub.Persistence;
using ContentHub.Testing;
using Xunit.Abstractions;

namespace ContentHub.Tests.Audit;

public sealed class AuditReaderTests(ITestOutputHelper output)
{
    private static readonly Actor Auditor = Given.Owner;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Management_and_content_are_told_in_one_list_newest_first(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        var owner = (await product.Users.RegisterOwnerAsync("owner@example.com", "Correct-horse-battery-1", default)).Value;
        Assert.Equal(Given.Owner.Id, owner.Id.Value);
        await product.TypeAsync(Given.Page);
        Tick(product);
        var entry = await product.EntryAsync("pages", """{"title":"One"}""");
        Tick(product);
        var token = (await product.Tokens.CreateAsync(Given.Owner, new TokenForm("deploy", ApiTokenType.ReadOnly), default)).Value.Token;
        Tick(product);
        await product.FileAsync();
        await product.ChangeAsync("pages", entry, """{"title":"Two"}""");
        Tick(product);
        await product.Tokens.DeleteAsync(Given.Owner, token.Id, default);

        var all = await ReadAsync(product, new AuditQuery());

        Assert.Equal(["token.delete", "entry.update", "media.create", "token.create", "entry.create", "content_type.create"], all.Where(e => !e.Action.StartsWith("user.", StringComparison.Ordinal)).Select(e => e.Action));
        var update = all.Single(e => e.Action == "entry.update");
        Assert.Equal(("user:1", "owner@example.com", $"entry:{entry.Entry.Id}", $"page {entry.Entry.Id}"), (update.Actor, update.ActorName, update.Subject, update.SubjectName));
        Assert.NotNull(update.Event);
        Assert.Equal(update, (await product.Get<AuditReader>().GetAsync(Auditor, update.Key, default)).Value);
        Assert.IsType<Problem.NotFound>((await product.Get<AuditReader>().GetAsync(Auditor, "record:999999", default)).Problem);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_return_from_the_trash_is_named_beside_the_events_of_it(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        var entry = await product.EntryAsync("pages", """{"title":"One"}""");
        Tick(product);
        await product.TryRemoveAsync("pages", entry);
        Tick(product);
        Assert.Null((await product.Get<ContentHub.Entries.EntryTrash>().RestoreAsync(Given.Owner, entry.Entry.Id, default)).Problem);

        Assert.Equal(["entry.restore", "entry.create", "entry.delete", "entry.create"], (await ReadAsync(product, new AuditQuery(Action: "entry.*"))).Select(e => e.Action));
        var restored = Assert.Single(await ReadAsync(product, new AuditQuery(Action: "entry.restore")));
        Assert.Equal(($"entry:{entry.Entry.Id}", $"page {entry.Entry.Id}"), (restored.Subject, restored.SubjectName));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Filters_choose_by_actor_action_subject_time_and_text(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.Users.RegisterOwnerAsync("owner@example.com", "Correct-horse-battery-1", default);
        await product.TypeAsync(Given.Page);
        Tick(product);
        var entry = await product.EntryAsync("pages", """{"title":"One"}""");
        product.Clock.Advance(TimeSpan.FromHours(1));
        var middle = product.Clock.Now;
        var made = (await product.Tokens.CreateAsync(Given.Owner, new TokenForm("50% Deploy_1", ApiTokenType.FullAccess), default)).Value;
        var program = product.Tokens.ActorOf(made.Text)! with { Origin = new Origin("192.0.2.44", "r1") };
        product.Clock.Advance(TimeSpan.FromHours(1));
        await product.Types.CreateAsync(program, Given.TypeForm("""{"name":"note","attributes":{"text":{"type":"string"}}}"""), default);
        Tick(product);
        await product.Entries.CreateAsync(program, "notes", new ContentHub.Entries.EntrySave(Given.Json("""{"text":"One"}""")), default);

        async Task<string[]> Actions(AuditQuery query) => [.. (await ReadAsync(product, query)).Select(e => e.Action).Where(a => !a.StartsWith("user.", StringComparison.Ordinal))];
        string[] byToken = ["entry.create", "content_type.create"];
        string[] sinceThen = [.. byToken, "token.create"];
        Assert.Equal(byToken, await Actions(new AuditQuery(Actor: $"token:{made.Token.Id}")));
        Assert.Equal(byToken, await Actions(new AuditQuery(Actor: "50% Deploy_1")));
        Assert.Equal(["content_type.create", "token.create", "entry.create", "content_type.create"], (await Actions(new AuditQuery())).Skip(1));
        Assert.Equal(["token.create", "entry.create", "content_type.create"], await Actions(new AuditQuery(Actor: "owner@example.com")));
        Assert.Equal(["token.create"], await Actions(new AuditQuery(Action: "token.*")));
        Assert.Equal(["entry.create", "entry.create"], await Actions(new AuditQuery(Action: "entry.create")));
        Assert.Equal(["content_type.create", "content_type.create"], await Actions(new AuditQuery(Action: "content_type.create")));
        Assert.Equal(["entry.create"], await Actions(new AuditQuery(Subject: $"entry:{entry.Entry.Id}")));
        Assert.Equal(["token.create"], await Actions(new AuditQuery(Subject: "token:*")));
        Assert.Equal(sinceThen, await Actions(new AuditQuery(From: middle)));
        Assert.Equal(["entry.create", "content_type.create"], await Actions(new AuditQuery(To: middle)));
        Assert.Equal(["token.create"], await Actions(new AuditQuery(From: middle, To: middle.AddMinutes(30))));
        Assert.Equal(sinceThen, await Actions(new AuditQuery(Text: "% deploy_")));
        Assert.Equal(["content_type.create"], await Actions(new AuditQuery(Text: "192.0.2.44")));
        Assert.Empty(await Actions(new AuditQuery(Text: "x%y")));
        Assert.IsType<Problem.Forbidden>((await product.Get<AuditReader>().ReadAsync(Given.Reader, new AuditQuery(), AuditCursor.Newest, 10, default)).Problem);
    }

    [Theory, OnSqlite]
    public async Task Page_by_page_everything_is_there_once_whatever_the_pages_size_and_what_comes_meanwhile(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        var dice = new Random(3);
        for (var i = 0; i < 60; i++)
        {
            if (dice.Next(3) > 0) await product.EntryAsync("pages", $$"""{"title":"{{i}}"}""");
            else await product.Get<AuditLog>().RecordAsync(Given.Owner, "thing.done", $"thing:{i}", "Thing", default);
            // Clocks of nodes differ: times do not always grow.
            if (dice.Next(2) == 0) product.Clock.Advance(TimeSpan.FromSeconds(dice.Next(-1, 4)));
        }

        foreach (var size in (int[])[1, 2, 7, 100])
        {
            var whole = await ReadAsync(product, new AuditQuery());
            var paged = new List<AuditEntry>();
            for (AuditCursor? next = AuditCursor.Newest; next is { } before;)
            {
                var page = (await product.Get<AuditReader>().ReadAsync(Auditor, new AuditQuery(), before, size, default)).Value;
                paged.AddRange(page.Items);
                next = page.Next;
                if (paged.Count < 3) await product.Get<AuditLog>().RecordAsync(Given.Owner, "thing.later", "thing:0", "Thing", default);
            }

            Assert.Equal(whole.Select(e => e.Key).Order(), paged.Select(e => e.Key).Order());
            Assert.Equal(paged.Count, paged.Distinct().Count());
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Among_a_hundred_thousand_records_and_events_what_is_asked_for_is_found_look_by_look(DatabaseKind kind)
    {
        await using var product = await ProductHarness.StartAsync(kind);
        await product.TypeAsync(Given.Page);
        // CONTENTHUB_AUDIT_ROWS=1000000 measures what the README promises.
        var rows = int.TryParse(Environment.GetEnvironmentVariable("CONTENTHUB_AUDIT_ROWS"), out var many) ? many : 100_000;
        var start = product.Clock.Now.AddDays(-300).ToUnixTimeMilliseconds();
        var step = TimeSpan.FromDays(290).TotalMilliseconds / rows;
        await FillAsync(product, kind, rows, start, (long)step);

        await ReadAsync(product, new AuditQuery());   // the first look of all compiles the queries
        var times = new List<string>();
        async Task LookAsync(string name, AuditQuery query, int atLeast)
        {
            var (found, longest) = (0, TimeSpan.Zero);
            var looks = 0;
            for (AuditCursor? next = AuditCursor.Newest; next is { } before && looks < 200 && (found < atLeast || atLeast == 0); looks++)
            {
                var began = Stopwatch.GetTimestamp();
                var page = (await product.Get<AuditReader>().ReadAsync(Auditor, query, before, 50, default)).Value;
                var took = Stopwatch.GetElapsedTime(began);
                if (took > longest) longest = took;
                found += page.Items.Count;
                next = page.Next;
            }

            times.Add($"{name}: {found} in {looks} looks, the longest {longest.TotalMilliseconds:N1} ms");
            Assert.True(found >= atLeast, times[^1]);
        }

        await LookAsync("everything", new AuditQuery(), 2000);
        await LookAsync("one rare action", new AuditQuery(Action: "rare.deed"), 10);
        await LookAsync("one rare actor", new AuditQuery(Actor: "user:77"), 10);
        await LookAsync("an old day", new AuditQuery(From: product.Clock.Now.AddDays(-290), To: product.Clock.Now.AddDays(-289)), 100);
        await LookAsync("a text that is nowhere", new AuditQuery(Text: "nowhere-at-all"), 0);
        await LookAsync("one subject", new AuditQuery(Subject: "thing:5"), 10);
        await LookAsync("one entry", new AuditQuery(Subject: "entry:5"), 10);
        var exportBegan = Stopwatch.GetTimestamp();
        var exported = 0;
        await foreach (var _ in (await product.Get<AuditReader>().ExportAsync(Auditor, new AuditQuery(Action: "thing.*"), default)).Value) exported++;
        times.Add($"export of {exported}: {Stopwatch.GetElapsedTime(exportBegan).TotalSeconds:N1} s");
        foreach (var line in times) output.WriteLine(line);
        Assert.True(exported > rows / 2);
    }

    [Fact]
    public void Cells_are_quoted_and_carry_nothing_out()
    {
        var text = new StringBuilder(AuditCsv.Header);
        AuditCsv.Append(text, new AuditEntry("record:1", DateTimeOffset.UnixEpoch, "token.create", "user:1", "=cmd|'/c calc'!A1", "token:1", "a \"b\",\r\nc", "[]", "-1", "\t=1", 1, null));
        Assert.Equal(
            "id,at,action,actor,actor_name,subject,subject_name,address,request_id,count,changes\r\n"
            + "\"record:1\",\"1970-01-01T00:00:00.000Z\",\"token.create\",\"user:1\",\"'=cmd|'/c calc'!A1\",\"token:1\",\"a \"\"b\"\",\r\nc\",\"'-1\",\"'\t=1\",\"1\",\"[]\"\r\n", text.ToString());
        foreach (var begin in (string[])["=", "+", "-", "@", "\t", "\r", "\n", "＝"]) Assert.Equal($"\"'{begin}1\"", AuditCsv.Cell($"{begin}1"));
    }

    private static async Task FillAsync(ProductHarness product, DatabaseKind kind, int rows, long start, long step)
    {
        var series = kind == DatabaseKind.Sqlite
            ? $"WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {rows}) "
            : $"WITH s(i) AS (SELECT generate_series(1, {rows})::bigint) ";
        const long First = 1_000_000_000;
        await product.Database.WriteAsync<int>(
            unit => unit.Db.Execute(
                $"""
                INSERT INTO audit_records (id, created_at, action, actor, actor_name, subject, subject_name, changes, address, request_id, count)
                {series}SELECT {First} + i, {start} + i * {step}, CASE WHEN i % ({rows} / 20) = 0 THEN 'rare.deed' ELSE 'thing.' || (i % 7) END, CASE WHEN i % ({rows} / 20) = 1 THEN 'user:77' ELSE 'user:' || (i % 5) END,
                'somebody@example.com', 'thing:' || (i % 1000), 'Thing ' || i, '[]', '192.0.2.1', 'abcdefghij', 1 FROM s
                """),
            default);
        var body = kind == DatabaseKind.Sqlite ? "zeroblob(900)" : "decode(repeat('20', 900), 'hex')";
        await product.Database.WriteAsync<int>(
            unit => unit.Db.Execute(
                $"""
                INSERT INTO events (id, uid, name, model, subject, actor, created_at, body)
                {series}SELECT {First} + i, 'u' || i, 'entry.update', 'page', 'entry:' || (i % 1000), 'user:' || (i % 5), {start} + i * {step}, {body} FROM s
                """),
            default);
    }

    private static void Tick(ProductHarness product) => product.Clock.Advance(TimeSpan.FromSeconds(1));

    private static async Task<List<AuditEntry>> ReadAsync(ProductHarness product, AuditQuery query)
    {
        var page = (await product.Get<AuditReader>().ReadAsync(Auditor, query, AuditCursor.Newest, 100, default)).Value;
        return [.. page.Items];
    }
}
