using static ContentHub.Tests.Architecture.Samples;

namespace ContentHub.Tests.Architecture;

/// <summary>The reader itself: each way in which C# can name a type, once.</summary>
public sealed class ReferencesTests
{
    [Theory]
    [InlineData(typeof(Inherits))]
    [InlineData(typeof(Implements))]
    [InlineData(typeof(HasField))]
    [InlineData(typeof(HasParameter))]
    [InlineData(typeof(ReturnsArray))]
    [InlineData(typeof(TakesByReference))]
    [InlineData(typeof(Constrains<>))]
    [InlineData(typeof(IsMarked))]
    [InlineData(typeof(MarksAParameter))]
    [InlineData(typeof(MarksAProperty))]
    [InlineData(typeof(NamesInAnAttribute))]
    [InlineData(typeof(HasLocal))]
    [InlineData(typeof(Creates))]
    [InlineData(typeof(CallsStatic))]
    [InlineData(typeof(ReadsStaticField))]
    [InlineData(typeof(CallsWithTypeArgument))]
    [InlineData(typeof(UsesTypeOf))]
    [InlineData(typeof(Casts))]
    [InlineData(typeof(Catches))]
    [InlineData(typeof(PassesThrough))]
    [InlineData(typeof(InALambda))]
    [InlineData(typeof(InAClosure))]
    [InlineData(typeof(InAnAsyncMethod))]
    [InlineData(typeof(InAnIterator))]
    [InlineData(typeof(InALambdaOfAnAsyncMethod))]
    [InlineData(typeof(InALocalFunction))]
    [InlineData(typeof(AsAnArgumentOfAnArgument))]
    [InlineData(typeof(AfterASwitch))]
    [InlineData(typeof(InAGenericMethodOfAGenericType<>))]
    public void A_type_that_is_named_is_found(Type type) => Assert.Contains(References.Of(type), used => used == typeof(Target) || used == typeof(TargetAttribute));

    [Fact]
    public void Nothing_is_found_that_is_not_named()
    {
        var found = References.Of(typeof(Innocent));

        Assert.DoesNotContain(typeof(Target), found);
        Assert.DoesNotContain(typeof(TargetAttribute), found);
    }

    [Fact]
    public void A_nested_class_that_was_written_by_hand_speaks_for_itself()
    {
        Assert.DoesNotContain(typeof(Target), References.Of(typeof(Outer)));
        Assert.Contains(typeof(Target), References.Of(typeof(Outer.Inner)));
    }

    [Fact]
    public void Every_type_of_the_product_can_be_read() =>
        Assert.All(typeof(Problem).Assembly.GetTypes(), type => References.Of(type));
}
