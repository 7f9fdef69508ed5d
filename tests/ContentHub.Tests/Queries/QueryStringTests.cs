using ContentHub.Queries;

namespace ContentHub.Tests.Queries;

public sealed class QueryStringTests
{
    [Theory]
    [InlineData("", "{}")]
    [InlineData("?a=1", "{a:1}")]
    [InlineData("a[b][c]=1&a[b][d]=2", "{a:{b:{c:1,d:2}}}")]
    [InlineData("a%5Bb%5D=1", "{a:{b:1}}")]
    [InlineData("a[0]=x&a[1]=y", "{a:[x,y]}")]
    [InlineData("a[1]=y&a[0]=x", "{a:[x,y]}")]
    [InlineData("a[]=x&a[]=y", "{a:[x,y]}")]
    [InlineData("a[][b]=x&a[][b]=y", "{a:[{b:x},{b:y}]}")]
    [InlineData("a[150]=x&a[3]=y", "{a:[y,x]}")]
    [InlineData("a=1&a=2", "{a:[1,2]}")]
    [InlineData("a=1&a[b]=2", "{a:{0:1,b:2}}")]
    [InlineData("a[b]=2&a=1", "{a:{b:2,0:1}}")]
    [InlineData("a[]", "{a:{}}")]
    [InlineData("a[]=&b[c][]", "{a:[],b:{c:{}}}")]
    [InlineData("a=", "{a:}")]
    [InlineData("a", "{a:null}")]
    [InlineData("a=b+c%20d%2B", "{a:b c d+}")]
    [InlineData("a=100%&b=%zz", "{a:100%,b:%zz}")]
    [InlineData("a=%F0%9F%9A%80", "{a:🚀}")]
    [InlineData("a[b=1", "{a[b:1}")]
    [InlineData("a[b]=c=d", "{a:{b:c=d}}")]
    [InlineData("&&a=1&", "{a:1}")]
    [InlineData("[a]=1", "{[a]:1}")]
    public void Brackets_become_a_tree(string text, string tree) => Assert.Equal(tree, Shown(QueryString.Parse(text).Value));

    [Theory]
    [InlineData("a=%ff")]
    [InlineData("a=%00")]
    [InlineData("%00=a")]
    [InlineData("a=%ed%a0%80")]
    public void What_is_no_text_is_refused(string text) => Assert.IsType<Problem.Invalid>(QueryString.Parse(text).Problem);

    [Fact]
    public void Half_a_character_is_refused()
    {
        Assert.IsType<Problem.Invalid>(QueryString.Parse("a=\ud800").Problem);
        Assert.IsType<Problem.Invalid>(QueryString.Parse("a=\ud800%20").Problem);
    }

    [Fact]
    public void Too_many_parameters_and_too_deep_brackets_are_refused()
    {
        Assert.Null(QueryString.Parse(string.Join('&', Enumerable.Range(0, 1000).Select(i => $"a[{i}]=x"))).Problem);
        Assert.IsType<Problem.Invalid>(QueryString.Parse(string.Join('&', Enumerable.Range(0, 1001).Select(i => $"a[{i}]=x"))).Problem);
        Assert.Null(QueryString.Parse("a" + string.Concat(Enumerable.Repeat("[b]", 20)) + "=1").Problem);
        Assert.IsType<Problem.Invalid>(QueryString.Parse("a" + string.Concat(Enumerable.Repeat("[b]", 21)) + "=1").Problem);
    }

    private static string Shown(QueryNode node) => node switch
    {
        QueryNode.Text text => text.Value ?? "null",
        QueryNode.Parts { IsList: true, Items.Count: > 0 } list => $"[{string.Join(',', list.InOrder.Select(Shown))}]",
        QueryNode.Parts { Items.Count: 0 } => "{}",
        QueryNode.Parts parts => $"{{{string.Join(',', parts.Items.Select(i => $"{i.Key}:{Shown(i.Value)}"))}}}",
        _ => "",
    };
}
