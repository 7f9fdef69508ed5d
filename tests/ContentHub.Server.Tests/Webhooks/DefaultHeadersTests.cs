using ContentHub.Testing;

namespace ContentHub.Server.Tests.Webhooks;

public sealed class DefaultHeadersTests
{
    [Fact]
    public async Task Defaults_yield_to_the_webhooks_own_headers_and_those_to_the_fixed_ones_whatever_the_case()
    {
        using var home = new Home("""{"X-Env": "default", "x-own": "default", "user-agent": "defaulted/1"}""");
        await using var site = await home.StartAsync();
        await using var hook = await site.HookAsync(new { headers = new Dictionary<string, string> { ["X-OWN"] = "own", ["X-More"] = "more" } });

        await site.Api.CreateAsync("addresses", Given.Paris);

        var request = (await hook.Receiver.WaitForAsync(1))[0];
        Assert.Equal("default", request.Header("X-Env"));
        Assert.Equal("own", request.Header("X-Own"));
        Assert.Equal("more", request.Header("X-More"));
        Assert.Single(request.Headers, h => h.Key.Equals("x-own", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("entry.create", request.Header("X-ContentHub-Event"));
        Assert.Equal("defaulted/1", request.Header("User-Agent"));
        var delivery = await hook.DeliveryAsync(d => d.Text("status") == "delivered");
        var kept = delivery.GetProperty("attempt_log")[0].Text("request_headers")!;
        Assert.Contains("X-Env: ********", kept, StringComparison.Ordinal);
        Assert.Contains("X-OWN: ********", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variables_of_the_environment_are_filled_in_in_all_their_spellings()
    {
        using var home = new Home("""
            {"Authorization": "Bearer ${ process.env.WEBHOOK_TOKEN }", "X-Tight": "${process.env.WEBHOOK_TOKEN}", "X-Wide": "${   process.env.WEBHOOK_TOKEN   }",
             "X-Two": "${process.env.A}-${ process.env.B }-$", "X-Plain": "$ {process.env.A} ${A}"}
            """);
        await using var site = await home.StartAsync(("WEBHOOK_TOKEN", "t0ken"), ("A", "a"), ("B", "${process.env.A}"));
        await using var hook = await site.HookAsync();

        await site.Api.CreateAsync("addresses", Given.Paris);

        var request = (await hook.Receiver.WaitForAsync(1))[0];
        Assert.Equal("Bearer t0ken", request.Header("Authorization"));
        Assert.Equal("t0ken", request.Header("X-Tight"));
        Assert.Equal("t0ken", request.Header("X-Wide"));
        Assert.Equal("a-${process.env.A}-$", request.Header("X-Two"));
        Assert.Equal("$ {process.env.A} ${A}", request.Header("X-Plain"));
        Assert.DoesNotContain("t0ken", site.Server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_folder_of_the_environment_is_found_whatever_its_case()
    {
        using var home = new Home("""{"X-Env": "found"}""", folder: "dEVELOPMENT");
        await using var site = await home.StartAsync();
        await using var hook = await site.HookAsync();

        await site.Api.CreateAsync("addresses", Given.Paris);

        Assert.Equal("found", (await hook.Receiver.WaitForAsync(1))[0].Header("X-Env"));
    }

    [Fact]
    public async Task A_change_of_the_file_is_taken_over_while_the_server_runs_and_a_faulty_one_is_not()
    {
        using var home = new Home("""{"X-Env": "one"}""");
        await using var site = await home.StartAsync();
        await using var hook = await site.HookAsync();

        async Task<string?> SentAsync()
        {
            await site.Api.PostAsync($"{hook.Path}/test");
            return hook.Receiver.Requests[^1].Header("X-Env");
        }

        Assert.Equal("one", await SentAsync());
        home.Write("""{"webhooks": {"defaultHeaders": {"X-Env": "two"}}}""");
        await Eventually.TrueAsync(async () => await SentAsync() == "two");

        var refusals = 0;
        foreach (var (faulty, why) in new[]
        {
            ("""{"webhooks": {"defaultHeaders": {"X-Env": "three" """, "not valid JSON"),
            ("""{"webhooks": {"defaultHeaders": {"X-Env": "\ud800"}}}""", "X-Env"),
            ("""{"webhooks": {"defaultHeaders": {"X-Env": "${process.env.NOT_SET_ANYWHERE}"}}}""", "NOT_SET_ANYWHERE"),
        })
        {
            home.Write(faulty);
            refusals++;
            await Eventually.TrueAsync(() => site.Server.ExitCode is not null || site.Server.Output.Split("old ones stay").Length > refusals && site.Server.Output.Contains(why, StringComparison.Ordinal));
            Assert.Null(site.Server.ExitCode);
            Assert.Equal("two", await SentAsync());
            refusals = site.Server.Output.Split("old ones stay").Length - 1;
        }

        home.Write("""{"webhooks": {"defaultHeaders": {"X-Env": "four"}}}""");
        await Eventually.TrueAsync(async () => await SentAsync() == "four");
    }
}
