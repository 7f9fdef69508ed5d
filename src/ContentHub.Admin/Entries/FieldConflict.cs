using ContentHub.ContentTypes;

namespace ContentHub.Admin.Entries;

/// <summary>A field that was changed here and by somebody else. It goes out only after a person has chosen.</summary>
/// <param name="Before">What both began with; null when nobody knows any more.</param>
/// <param name="TakesTheirs">The choice; null while there is none.</param>
public sealed record FieldConflict(ContentAttribute Attribute, string? Before, string Theirs, string Mine, bool? TakesTheirs = null);
