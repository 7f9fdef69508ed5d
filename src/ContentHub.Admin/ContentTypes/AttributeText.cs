using ContentHub.ContentTypes;

namespace ContentHub.Admin.ContentTypes;

/// <summary>Types and attributes in words.</summary>
internal static class AttributeText
{
    private const string Suffix = "Attribute";

    /// <summary>As in the API, for instance <c>string</c>.</summary>
    public static string Kind(this ContentAttribute attribute) => attribute.GetType().Name[..^Suffix.Length].ToLowerInvariant();

    /// <summary>What it holds beyond its kind; empty when nothing is to be said.</summary>
    public static string Holds(this ContentAttribute attribute) => attribute switch
    {
        RelationAttribute { IsMany: true } relation => $"Many entries of {relation.Target}",
        RelationAttribute relation => $"One entry of {relation.Target}",
        MediaAttribute { Multiple: true } => "Any number of files",
        MediaAttribute => "One file",
        ComponentAttribute { Repeatable: true } part => $"Any number of {part.Component}",
        ComponentAttribute part => $"One {part.Component}",
        DynamicZoneAttribute zone => string.Join(", ", zone.Components),
        EnumerationAttribute list => string.Join(", ", list.Values),
        UidAttribute { TargetField: { } field } => $"Made from {field}",
        TextualAttribute { MinLength: not null, MaxLength: not null } text => $"{text.MinLength} to {text.MaxLength} characters",
        TextualAttribute { MaxLength: { } most } => $"At most {most} characters",
        TextualAttribute { MinLength: { } least } => $"At least {least} characters",
        IntegerAttribute number => Range(number.Min, number.Max),
        BigIntegerAttribute number => Range(number.Min, number.Max),
        DecimalAttribute number => Range(number.Min, number.Max),
        FloatAttribute number => Range(number.Min, number.Max),
        _ => "",
    };

    /// <summary>The rules that apply to every kind.</summary>
    public static IEnumerable<string> Rules(this ContentAttribute attribute)
    {
        if (attribute.Required) yield return "Required";
        if (attribute is ScalarAttribute { Unique: true } or UidAttribute) yield return "Unique";
        if (attribute.Private) yield return "Private";
    }

    /// <summary>The last part of its address in the API.</summary>
    public static string Route(this ContentType type) => type.Kind == ContentTypeKind.Single ? type.Name : type.Plural;

    private static string Range<T>(T? min, T? max) where T : struct => (min, max) switch
    {
        (null, null) => "",
        (_, null) => $"At least {min}",
        (null, _) => $"At most {max}",
        _ => $"{min} to {max}",
    };
}
