using System.Text;
using ContentHub.Hooks;

namespace ContentHub.Tests.Hooks;

public sealed class DifferenceTests
{
    [Fact]
    public void Two_deliveries_differ_in_headers_by_name_and_in_JSON_by_path()
    {
        var first = Request("""{"entry": {"city": "Paris", "tags": [1, 2], "gone": null}, "same": true}""", ("webhook-id", "1"), ("X-Same", "a"));
        var second = Request("""{"same": true, "entry": {"city": "Rome", "tags": [1, 3, 4], "new": {"a": 1}}}""", ("Webhook-Id", "2"), ("X-SAME", "a"), ("X-New", "b"));

        Assert.Equal(
            [
                new("header", "webhook-id", "1", "2"), new("header", "X-New", null, "b"), new("body", "entry.city", "\"Paris\"", "\"Rome\""), new("body", "entry.tags.1", "2", "3"), new("body", "entry.tags.2", null, "4"),
                new("body", "entry.gone", "null", null), new("body", "entry.new", null, """{"a": 1}"""),
            ],
            Difference.Between(first, second));
        Assert.Empty(Difference.Between(first, first));
    }

    [Fact]
    public void Other_text_differs_by_line() => Assert.Equal([new("body", "2", "b", "c"), new("body", "3", null, "d")], Difference.Between(Request("a\nb"), Request("a\nc\nd")));

    [Fact]
    public void The_same_values_in_other_bytes_are_told() =>
        Assert.Equal([new("body", "$", "8 bytes", "7 bytes: the same values, written in another way")], Difference.Between(Request("""{"a": 1}"""), Request("""{"a":1}""")));

    private static InboxRequestView Request(string body, params (string Name, string Value)[] headers) => new(
        new InboxRequest { Method = "POST", Body = Encoding.UTF8.GetBytes(body), Answered = InboxAnswer.Healthy }, "", [.. headers.Select(h => KeyValuePair.Create(h.Name, h.Value))]);
}
