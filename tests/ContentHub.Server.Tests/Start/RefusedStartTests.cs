using System.Net;
using System.Net.Sockets;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Start;

public sealed class RefusedStartTests
{
    [Theory]
    [InlineData("""{"webhooks": {"defaultHeaders": {"X-A": "a" """, "not valid JSON")]
    [InlineData("", "not valid JSON")]
    [InlineData("[]", "an object with 'webhooks' is expected")]
    [InlineData("""{"webhook": {}}""", "'webhook' is not known here")]
    [InlineData("""{"webhooks": {"defaultHeaders": []}}""", "'defaultHeaders' must be an object")]
    [InlineData("""{"webhooks": {"defaultHeaders": {"X-Number": 1}}}""", "X-Number must be a string")]
    [InlineData("""{"webhooks": {"defaultHeaders": {"X-Null": null}}}""", "X-Null must be a string")]
    [InlineData("""{"webhooks": {"defaultHeaders": {"X-Half": "\ud800"}}}""", "X-Half must be a string")]
    [InlineData("""{"webhooks": {"defaultHeaders": {"\ud800": "a"}}}""", "half a surrogate pair")]
    [InlineData("""{"webhooks": {"defaultHeaders": {"X Blank": "a"}}}""", "'X Blank' is not a header name")]
    [InlineData("""{"webhooks": {"defaultHeaders": {"Host": "a"}}}""", "'Host' is reserved")]
    [InlineData("""{"webhooks": {"defaultHeaders": {"X-Line": "a\r\nb"}}}""", "X-Line")]
    [InlineData("""{"webhooks": {"defaultHeaders": {"X-A": "a", "x-a": "b"}}}""", "'x-a' twice")]
    [InlineData("""{"webhooks": {"defaultHeaders": {"Authorization": "Bearer ${ process.env.NO_SUCH_TOKEN }"}}}""", "Authorization needs the environment variable NO_SUCH_TOKEN")]
    [InlineData("""{"webhooks": {"defaultHeaders": {"X-Injected": "${process.env.TWO_LINES}"}}}""", "X-Injected")]
    public async Task A_broken_server_json_stops_the_start_and_is_named(string text, string why)
    {
        using var home = new Home();
        home.Write(text);

        var line = await RefusedAsync(home, ("TWO_LINES", "a\r\nX-Evil: 1"));

        Assert.Contains(home.ServerJson, line, StringComparison.Ordinal);
        Assert.Contains(why, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Webhooks__MaxResponseBytes", "-5", "MaxResponseBytes")]
    [InlineData("Webhooks__MaxResponseBytes", "many", "MaxResponseBytes")]
    [InlineData("Webhooks__ConnectTimeout", "00:00:00", "Webhooks:ConnectTimeout")]
    [InlineData("Webhooks__SweepEvery", "-00:00:01", "Webhooks:SweepEvery")]
    [InlineData("Webhooks__SweepEvery", "soon", "SweepEvery")]
    [InlineData("Webhooks__RetrySchedule__0", "00:00:00", "Webhooks:RetrySchedule")]
    [InlineData("Webhooks__AllowedNetworks__0", "10.0.0.0/99", "Webhooks:AllowedNetworks")]
    [InlineData("Webhooks__MaxResponsBytes", "5", "MaxResponsBytes")]
    [InlineData("Media__MaxFileBytes", "0", "MaxFileBytes")]
    [InlineData("Events__MaxBodyBytes", "1", "MaxBodyBytes")]
    [InlineData("Database__Provider", "Foo", "Database:Provider is 'Foo'")]
    [InlineData("Database__Provider", "1", "Database:Provider is '1'")]
    [InlineData("Database__Provider", "PostgreSql", "Database:ConnectionString is empty")]
    [InlineData("Bootstrap__ApiToken", "short", "Bootstrap:ApiToken")]
    [InlineData("Bootstrap__AdminPassword", "short", "password must be 12 to 256 characters")]
    [InlineData("Bootstrap__AdminEmail", "nobody", "email must be a valid address")]
    [InlineData("CONTENTHUB_HOME", "/no/such/folder", "/no/such/folder")]
    [InlineData("ASPNETCORE_URLS", "nonsense", "nonsense")]
    public async Task A_faulty_setting_stops_the_start_and_is_named(string name, string value, string why)
    {
        using var home = new Home();
        Assert.Contains(why, await RefusedAsync(home, (name, value)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_stops_the_start()
    {
        using var home = new Home();
        var line = await RefusedAsync(home, ("Database__Provider", "PostgreSql"), ("Database__ConnectionString", "Host=127.0.0.1;Port=1;Database=a;Username=a;Password=hidden;Timeout=2"));
        Assert.Contains("database", line, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_stops_the_start()
    {
        using var home = new Home();
        using var data = new TempFolder();
        await File.WriteAllTextAsync(data["contenthub.db"], new string('x', 10_000));
        Assert.Contains("database", await RefusedAsync(home, ("Storage__DataDirectory", data.Path)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_made_stops_the_start()
    {
        using var home = new Home();
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder["file"], "");

        var line = await RefusedAsync(home, ("Storage__DataDirectory", folder["file", "data"]));

        Assert.Contains($"the data directory {folder["file", "data"]} cannot be written", line, StringComparison.Ordinal);
        Assert.Contains("Storage:DataDirectory", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_stops_the_start_and_the_cure_is_named()
    {
        using var home = new Home();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";

        var line = await RefusedAsync(home, ("ASPNETCORE_URLS", url));

        Assert.Contains(url, line, StringComparison.Ordinal);
        Assert.Contains("--urls", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_stops_and_the_first_goes_on()
    {
        using var home = new Home();
        await using var site = await home.StartAsync();

        var line = await RefusedAsync(home, ("Storage__DataDirectory", site.Data.Path));

        Assert.Contains($"another ContentHub server runs on the data directory {site.Data.Path}", line, StringComparison.Ordinal);
        await site.Api.CreateAsync("addresses", Given.Paris);
    }

    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("""{"plural": "things"}""", "name is required")]
    [InlineData("""{"name": "thing", "attributes": {"a": {"type": "strin"}}}""", "type must be one of")]
    [InlineData("""{"name": "thing", "attributes": {"a": {"type": "string", "max": 1}}}""", "'max' is not an option of a string attribute")]
    [InlineData("""{"name": "thing", "attributes": {"a": {"type": "relation", "relation": "manyToOne", "target": "nobody"}}}""", "there is no content type 'nobody'")]
    [InlineData("""{"name": "thing", "name": "thing"}""", "not valid JSON")]
    public async Task A_broken_type_file_stops_the_start_and_is_named(string text, string why)
    {
        using var home = new Home();
        home.WriteType("good.json", """{"name": "good", "attributes": {"title": {"type": "string"}}}""");
        home.WriteType("thing.json", text);

        var line = await RefusedAsync(home);

        Assert.Contains("config/content-types: thing", line, StringComparison.Ordinal);
        Assert.Contains(why, line, StringComparison.Ordinal);
    }

    /// <returns>The one line that says why.</returns>
    private static async Task<string> RefusedAsync(Home home, params (string Name, string Value)[] variables)
    {
        using var data = new TempFolder();
        var all = new Dictionary<string, string> { [home.Variable.Name] = home.Variable.Value, ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" };
        foreach (var (name, value) in variables) all[name] = value;

        var (code, output) = await ServerProcess.RunToEndAsync(new ServerSettings(data.Path) { Variables = all });

        Assert.True(code == 1, $"Exit code {code}:\n{output}");
        Assert.DoesNotContain("\n   at ", output, StringComparison.Ordinal);
        return Assert.Single(output.Split('\n'), l => l.StartsWith("ContentHub cannot start: ", StringComparison.Ordinal));
    }
}
