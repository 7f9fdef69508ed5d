namespace ContentHub.Tests.Architecture;

// Each is as short as its point allows; none of it is run, so no analyzer has a say.
#pragma warning disable

/// <summary>One type for each way in which C# can name <see cref="Target"/>.</summary>
internal static class Samples
{
    [AttributeUsage(AttributeTargets.All)]
    internal sealed class TargetAttribute : Attribute;

    internal class Target : Exception
    {
        public static readonly int Field = Environment.TickCount;

        public static int Call() => 0;

        public Task<int> Later() => Task.FromResult(0);
    }

    internal interface IOf<T>;

    [AttributeUsage(AttributeTargets.Class)]
    internal sealed class NamingAttribute(params Type[] types) : Attribute
    {
        public Type[] Types => types;
    }

    internal sealed class Inherits : Target;

    internal sealed class Implements : IOf<Target>;

    internal sealed class HasField { private Target? _field; }

    internal sealed class HasParameter { public void M(Target t) { } }

    internal sealed class ReturnsArray { public Target[][]? M() => null; }

    internal sealed class TakesByReference { public void M(ref Target t) { } }

    internal sealed class Constrains<T> where T : IOf<Target>;

    [Target] internal sealed class IsMarked;

    internal sealed class MarksAParameter { public void M([Target] int t) { } }

    internal sealed class MarksAProperty { [Target] public int P => 0; }

    [Naming(typeof(int), typeof(List<Target>))] internal sealed class NamesInAnAttribute;

    internal sealed class HasLocal { public object? M() { Target? t = null; return M(ref t); } private object? M<T>(ref T t) => t; }

    internal sealed class Creates { public object M() => new Target(); }

    internal sealed class CallsStatic { public int M() => Target.Call(); }

    internal sealed class ReadsStaticField { public int M() => Target.Field; }

    internal sealed class CallsWithTypeArgument { public object M() => Enumerable.Empty<Target>(); }

    internal sealed class UsesTypeOf { public Type M() => typeof(Target); }

    internal sealed class Casts { public bool M(object o) => o is Target; }

    internal sealed class Catches { public void M() { try { M(); } catch (Target) { } } }

    internal sealed class Carrier { public Target? Held { get; } }

    internal sealed class PassesThrough { public string? M(Carrier c) => c.Held?.ToString(); }

    internal sealed class InALambda { public Func<object> M() => static () => new Target(); }

    internal sealed class InAClosure { public Func<object> M(int x) => () => x > 0 ? new Target() : x; }

    internal sealed class InAnAsyncMethod { public async Task<object> M() { await Task.Yield(); return new Target(); } }

    internal sealed class InAnIterator { public IEnumerable<object> M() { yield return new Target(); } }

    internal sealed class InALambdaOfAnAsyncMethod { public async Task<object> M(int x) { await Task.Yield(); return new Func<Task<object>>(async () => { await Task.Yield(); return x > 0 ? new Target() : x; }); } }

    internal sealed class InALocalFunction { public object M(int x) { return Local(); object Local() => x > 0 ? new Target() : x; } }

    internal sealed class AsAnArgumentOfAnArgument { public Dictionary<int, List<IOf<Target?[]>>>? P { get; } }

    // The old statement, because it makes the switch instruction, and operands of every length before the call.
    internal sealed class AfterASwitch
    {
        public object M(int x)
        {
            switch (x)
            {
                case 0: return 1.5;
                case 1: return long.MaxValue;
                case 2: return "two";
                case 3: return 'c';
                default: return Target.Call();
            }
        }
    }

    internal sealed class InAGenericMethodOfAGenericType<T> { public object M<TOther>(T t, TOther other) where TOther : IOf<T> => new List<KeyValuePair<T, KeyValuePair<TOther, Target>>>(); }

    internal sealed class Innocent { public async Task<object> M(Carrier c) { await Task.Yield(); return $"{c}Target {nameof(Target)}"; } }

    internal sealed class Outer { public sealed class Inner { public object M() => new Target(); } }
}
