namespace ContentHub.Admin.Components;

/// <summary>Names a field by its place in the input, from the outside in, with dots: <c>seo.title</c>.</summary>
public static class FieldPath
{
    /// <summary>The path of an error.</summary>
    public static string Of(FieldError error) => string.Join('.', error.Path);

    /// <summary>The element id of the control at the path.</summary>
    public static string Id(string path) => "field-" + string.Concat(path.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
}

/// <summary>Where an error can lead to.</summary>
/// <param name="Label">What people call it.</param>
/// <param name="Id">The element that takes the focus.</param>
public sealed record FieldTarget(string Label, string Id);

/// <summary>What a control inside a <see cref="Field"/> needs to be tied to it.</summary>
/// <param name="Id">Goes to <c>id</c>.</param>
/// <param name="DescribedBy">Goes to <c>aria-describedby</c>; null when there is neither hint nor error.</param>
/// <param name="Invalid">Goes to <c>aria-invalid</c>: "true", or null.</param>
public readonly record struct FieldContext(string Id, string? DescribedBy, string? Invalid)
{
    /// <summary>The class that colours a faulty control.</summary>
    public string Class(string usual) => Invalid is null ? usual : $"{usual} is-invalid";
}
