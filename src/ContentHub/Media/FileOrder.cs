namespace ContentHub.Media;

/// <summary>The order of a list of files; files that are equal in it stand newest first.</summary>
/// <param name="By"><c>name</c> whatever the case of Latin letters, <c>size</c> or <c>created_at</c>.</param>
public sealed record FileOrder(string By, bool Descending)
{
    /// <summary>Without another wish.</summary>
    public static FileOrder Newest { get; } = new("created_at", Descending: true);

    /// <summary>Reads <c>name:asc</c>, as the API writes orders; <see cref="Newest"/> for what is none.</summary>
    public static FileOrder Of(string? text) =>
        text?.Split(':') is ["name" or "size" or "created_at", "asc" or "desc"] and [var by, var way] ? new FileOrder(by, way == "desc") : Newest;

    /// <summary>As <see cref="Of"/> reads it.</summary>
    public override string ToString() => $"{By}:{(Descending ? "desc" : "asc")}";

    // Ids grow with the time of upload.
    internal IQueryable<MediaAsset> Apply(IQueryable<MediaAsset> files) => (By, Descending) switch
    {
        ("name", false) => files.OrderBy(a => a.Name.ToLower()).ThenByDescending(a => a.Id),
        ("name", true) => files.OrderByDescending(a => a.Name.ToLower()).ThenByDescending(a => a.Id),
        ("size", false) => files.OrderBy(a => a.Size).ThenByDescending(a => a.Id),
        ("size", true) => files.OrderByDescending(a => a.Size).ThenByDescending(a => a.Id),
        (_, false) => files.OrderBy(a => a.Id),
        _ => files.OrderByDescending(a => a.Id),
    };
}
