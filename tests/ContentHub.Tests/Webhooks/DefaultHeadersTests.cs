using ContentHub.Testing;
using ContentHub.Webhooks;

namespace ContentHub.Tests.Webhooks;

public sealed class DefaultHeadersTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _variable = $"TEST_{Guid.NewGuid():N}";

    private string Path => _folder["server.json"];

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(_variable, null);
        _folder.Dispose();
    }

    [Fact]
    public void Variables_are_filled_in_any_number_of_times_with_or_without_blanks()
    {
        Environment.SetEnvironmentVariable(_variable, "s3cret");
        Write($$$$"""{"webhooks":{"defaultHeaders":{"Authorization":"Bearer ${ process.env.{{{{_variable}}}} }","X-A":"${process.env.{{{{_variable}}}}}-${process.env.{{{{_variable}}}}  }","X-B":"$ {x} ${y}"}}}""");

        Assert.Equal(
            [new WebhookHeader("Authorization", "Bearer s3cret"), new WebhookHeader("X-A", "s3cret-s3cret"), new WebhookHeader("X-B", "$ {x} ${y}")], DefaultHeaders.Read(Path));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"webhooks":{}}""")]
    [InlineData("""{"webhooks":{"defaultHeaders":{}}} // nothing""")]
    [InlineData(null)]
    public void Nothing_said_is_no_headers(string? json)
    {
        if (json is not null) Write(json);

        Assert.Empty(DefaultHeaders.Read(Path));
    }

    [Theory]
    [InlineData("""{"webhooks":{"defaultHeaders":{"X-A":"${process.env.CERTAINLY_NOT_SET}"}}}""", "X-A", "CERTAINLY_NOT_SET")]
    [InlineData("""{"webhooks":{"defaultHeaders":{"X-A":7}}}""", "X-A", "must be a string")]
    [InlineData("""{"webhooks":{"defaultHeaders":{"X-A":null}}}""", "X-A", "must be a string")]
    [InlineData("""{"webhooks":{"defaultHeaders":{"X A":"x"}}}""", "X A", "not a header name")]
    [InlineData("""{"webhooks":{"defaultHeaders":{"Host":"x"}}}""", "Host", "reserved")]
    [InlineData("""{"webhooks":{"defaultHeaders":{"X-A":"a\nb"}}}""", "X-A", "printable ASCII")]
    [InlineData("""{"webhooks":{"defaultHeaders":{"X-A":"\ud800"}}}""", "X-A", "")]
    [InlineData("""{"webhooks":{"defaultHeaders":{"X-A":"1","x-a":"2"}}}""", "x-a", "twice")]
    [InlineData("""{"webhooks":{"defaultHeaders":[]}}""", "defaultHeaders", "must be an object")]
    [InlineData("""{"webhooks":{"defaultheaders":{}}}""", "'defaultheaders' is not known", "'defaultHeaders'")]
    [InlineData("""{"webhook":{}}""", "'webhook' is not known", "'webhooks'")]
    [InlineData("[]", "'webhooks'", "object")]
    [InlineData("{\n\"webhooks\": nonsense}", "not valid JSON", "line 2")]
    [InlineData("", "not valid JSON", "line 1")]
    public void A_faulty_file_is_refused_with_its_name_the_place_and_the_cause(string json, string place, string cause)
    {
        Write(json);

        var fault = Assert.Throws<FaultySettingsException>(() => DefaultHeaders.Read(Path));

        Assert.StartsWith(Path, fault.Message, StringComparison.Ordinal);
        Assert.Contains(place, fault.Message, StringComparison.Ordinal);
        Assert.Contains(cause, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_that_makes_a_value_illegal_is_not_repeated_in_the_error()
    {
        Environment.SetEnvironmentVariable(_variable, "canary\n");
        Write($$$$"""{"webhooks":{"defaultHeaders":{"X-A":"${process.env.{{{{_variable}}}}}"}}}""");

        Assert.DoesNotContain("canary", Assert.Throws<FaultySettingsException>(() => DefaultHeaders.Read(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_the_file_is_taken_over_and_a_faulty_one_leaves_the_old_values()
    {
        Write("""{"webhooks":{"defaultHeaders":{"X-A":"1"}}}""");
        var log = new LogLines();
        using var headers = new DefaultHeaders(Path, log.For<DefaultHeaders>());

        Write("""{"webhooks":{"defaultHeaders":{"X-A":"2"}}}""");
        await Eventually.TrueAsync(() => headers.Current is [{ Value: "2" }]);
        Write("""{"webhooks":{"defaultHeaders":{"X-A":3}}}""");
        await Eventually.TrueAsync(() => log.All.Any(line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("must be a string", StringComparison.Ordinal)));

        Assert.Equal([new WebhookHeader("X-A", "2")], headers.Current);
    }

    private void Write(string json)
    {
        // As editors do: the file is there whole or not at all.
        File.WriteAllText(Path + ".new", json);
        File.Move(Path + ".new", Path, overwrite: true);
    }
}
