namespace ContentHub.ContentTypes;

/// <summary>Which of its two states an entry is seen in.</summary>
public enum Stage
{
    /// <summary>What the world sees. Types without draft &amp; publish have nothing else.</summary>
    Published,

    /// <summary>What editors work on.</summary>
    Draft,
}

/// <summary>Languages of content.</summary>
public static class Locales
{
    /// <summary>The language of all content until translations come.</summary>
    public const string Default = "en";
}
