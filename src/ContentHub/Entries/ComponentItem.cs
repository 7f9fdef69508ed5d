namespace ContentHub.Entries;

/// <summary>One component inside an entry; it lives in the entry's data and has nothing but an id of its own.</summary>
internal static class ComponentData
{
    /// <summary>Key of the id in stored JSON; keys of attributes are digits.</summary>
    public const string Id = "id";

    /// <summary>Key of the component's type id in items of dynamic zones.</summary>
    public const string Type = "type";
}

/// <summary>Kind of the ids of components inside entries.</summary>
internal sealed class ComponentItem;
