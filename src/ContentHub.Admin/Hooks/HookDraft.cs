using ContentHub.Hooks;

namespace ContentHub.Admin.Hooks;

/// <summary>A hook while somebody fills it in; nothing is checked.</summary>
public sealed class HookDraft
{
    /// <summary>As people call it.</summary>
    public string? Name { get; set; }

    /// <summary>Empty for an address that cannot be guessed.</summary>
    public string? Slug { get; set; }

    /// <summary>Name of a <see cref="HookScheme"/>.</summary>
    public string? Scheme { get; set; } = nameof(HookScheme.StandardWebhooks);

    /// <summary>Counts only for schemes that need it.</summary>
    public string? TokenName { get; set; }

    /// <summary>Counts only for schemes without a message id of their own.</summary>
    public string? IdHeader { get; set; }

    /// <summary>Of the sender; empty keeps what there is, or makes one.</summary>
    public string? Secret { get; set; }

    /// <summary>As the switch shows it.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Singular of a type; empty for no entry.</summary>
    public string? Model { get; set; }

    /// <summary>Whether a person publishes what it makes.</summary>
    public bool AsDraft { get; set; } = true;

    /// <summary>Rows of the mapping, empty ones too.</summary>
    public IReadOnlyList<MappedAttribute> Mapped { get; set; } = [];

    internal HookScheme Chosen => Enum.Parse<HookScheme>(Scheme!);

    internal bool NamesToken => Chosen is HookScheme.Header or HookScheme.Query;

    internal bool NamesId => Chosen is HookScheme.Bearer or HookScheme.Header or HookScheme.Query;

    /// <summary>The hook as it is saved.</summary>
    public static HookDraft Of(Hook hook) => new()
    {
        Name = hook.Name,
        Slug = hook.Slug,
        Scheme = hook.Scheme.ToString(),
        TokenName = hook.TokenName,
        IdHeader = hook.IdHeader,
        Enabled = hook.Enabled,
        Model = hook.Mapping?.Model,
        AsDraft = hook.Mapping?.AsDraft ?? true,
        Mapped = hook.Mapping?.Attributes ?? [],
    };

    /// <summary>What the service takes.</summary>
    public HookForm ToForm() => new()
    {
        Name = Name?.Trim() ?? "",
        Slug = Slug?.Trim() ?? "",
        Scheme = Chosen,
        TokenName = NamesToken ? TextOrNull(TokenName) ?? "" : null,
        IdHeader = NamesId ? TextOrNull(IdHeader) : null,
        Secret = TextOrNull(Secret),
        Enabled = Enabled,
        Mapping = TextOrNull(Model) is { } model ? new HookMapping(model, [.. Mapped.Where(m => m.Name.Length > 0 || m.Path.Length > 0)], AsDraft) : null,
    };

    private static string? TextOrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
