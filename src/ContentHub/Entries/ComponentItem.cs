namespace ContentHub.Entries;

/// <summary>How a component stands in the data of its entry: an object with these two keys beside the ids of its attributes.</summary>
internal static class ComponentData
{
    /// <summary>Key of the component's own id.</summary>
    public const string Id = "id";

    /// <summary>Key of the id of its type.</summary>
    public const string Type = "type";
}

/// <summary>Kind of the ids of components inside entries.</summary>
internal sealed class ComponentItem;
