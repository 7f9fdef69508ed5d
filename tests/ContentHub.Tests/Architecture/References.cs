using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using ContentHub.Testing;

namespace ContentHub.Tests.Architecture;

/// <summary>Reads which types a type names: in its signatures, its attributes and its method bodies, so that no alias and no <c>var</c> hides one.</summary>
/// <remarks>What the compiler makes of lambdas, iterators and async methods counts for the type that was written. Constants and <c>nameof</c> leave no trace in a program and are not seen.</remarks>
internal static class References
{
    private const BindingFlags All = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Every type named by <paramref name="type"/>; of constructed types the definition and each argument.</summary>
    public static IReadOnlySet<Type> Of(Type type)
    {
        var found = new HashSet<Type>();
        foreach (var named in NamedBy(type)) Add(named, found);
        found.Remove(type);
        return found;
    }

    /// <summary>Made by the compiler inside <see cref="Type.DeclaringType"/>: a closure, a state machine; the attribute stands only on the outermost.</summary>
    public static bool IsCompilerMade(Type type) =>
        type.DeclaringType is { } outer && (type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) || IsCompilerMade(outer));

    private static void Add(Type type, HashSet<Type> found)
    {
        if (type.HasElementType) Add(type.GetElementType()!, found);
        else if (type.IsGenericParameter) return;      // its constraints are read where it is declared
        else if (type.IsFunctionPointer) foreach (var part in type.GetFunctionPointerParameterTypes().Append(type.GetFunctionPointerReturnType())) Add(part, found);
        else
        {
            if (type.IsConstructedGenericType) foreach (var argument in type.GetGenericArguments()) Add(argument, found);
            found.Add(type.IsGenericType ? type.GetGenericTypeDefinition() : type);
        }
    }

    private static IEnumerable<Type> NamedBy(Type type) =>
    [
        .. type.BaseType is { } parent ? [parent] : Type.EmptyTypes,
        .. type.GetInterfaces(),
        .. Attributes(type),
        .. Constraints(type.IsGenericTypeDefinition ? type.GetGenericArguments() : []),
        .. type.GetFields(All).SelectMany(field => Attributes(field).Append(field.FieldType)),
        .. type.GetProperties(All).SelectMany(property => Attributes(property).Append(property.PropertyType)),
        .. type.GetEvents(All).SelectMany(raised => Attributes(raised).Append(raised.EventHandlerType!)),
        .. type.GetConstructors(All).Concat<MethodBase>(type.GetMethods(All)).SelectMany(method => Signature(method).Concat(Body(method))),
        .. type.GetNestedTypes(All).Where(IsCompilerMade).SelectMany(NamedBy),
    ];

    private static IEnumerable<Type> Signature(MethodBase method) =>
    [
        .. Attributes(method),
        .. method.GetParameters().SelectMany(parameter => Attributes(parameter).Append(parameter.ParameterType)),
        .. method is MethodInfo { ReturnType: var result, ReturnParameter: var returned } ? Attributes(returned).Append(result) : [],
        .. Constraints(method.IsGenericMethodDefinition ? method.GetGenericArguments() : []),
    ];

    private static IEnumerable<Type> Constraints(Type[] parameters) =>
        parameters.SelectMany(parameter => Attributes(parameter).Concat(parameter.GetGenericParameterConstraints()));

    private static IEnumerable<Type> Attributes(ICustomAttributeProvider owner)
    {
        var attributes = owner switch
        {
            MemberInfo member => member.GetCustomAttributesData(),
            ParameterInfo parameter => parameter.GetCustomAttributesData(),
            _ => [],
        };
        return attributes.SelectMany(a => a.ConstructorArguments.Concat(a.NamedArguments.Select(n => n.TypedValue)).SelectMany(Values).Append(a.AttributeType));
    }

    private static IEnumerable<Type> Values(CustomAttributeTypedArgument argument) => argument.Value switch
    {
        Type type => [type],
        IEnumerable<CustomAttributeTypedArgument> several => several.SelectMany(Values),
        _ => [argument.ArgumentType],
    };

    private static IEnumerable<Type> Body(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body) yield break;
        foreach (var local in body.LocalVariables) yield return local.LocalType;
        foreach (var clause in body.ExceptionHandlingClauses.Where(c => c.Flags == ExceptionHandlingClauseOptions.Clause)) yield return clause.CatchType!;

        var owner = method.DeclaringType!;
        var ofType = owner.IsGenericType ? owner.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        foreach (var (_, token) in MethodCode.Tokens(method).Where(t => t.Kind != OperandType.InlineString))
        {
            foreach (var type in Member(method.Module.ResolveMember(token, ofType, ofMethod)!)) yield return type;
        }
    }

    /// <summary>A member that a body uses: who declares it, what it is called with, and what comes back.</summary>
    private static IEnumerable<Type> Member(MemberInfo member) =>
    [
        .. member.DeclaringType is { } declaring ? [declaring] : Type.EmptyTypes,
        .. member switch
        {
            Type type => [type],
            FieldInfo field => [field.FieldType],
            MethodBase method =>
            [
                .. method.IsGenericMethod ? method.GetGenericArguments() : [],
                .. method.GetParameters().Select(parameter => parameter.ParameterType),
                .. method is MethodInfo { ReturnType: var result } ? [result] : Type.EmptyTypes,
            ],
            _ => Type.EmptyTypes,
        },
    ];
}
