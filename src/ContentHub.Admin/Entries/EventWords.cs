namespace ContentHub.Admin.Entries;

/// <summary>Events of entries as people read them.</summary>
internal static class EventWords
{
    /// <summary><c>entry.update</c> → "update".</summary>
    public static string Deed(string name) => name switch
    {
        "entry.create" => T("create"),
        "entry.update" => T("update"),
        "entry.delete" => T("delete"),
        "entry.publish" => T("publish"),
        "entry.unpublish" => T("unpublish"),
        _ => name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..],
    };
}
