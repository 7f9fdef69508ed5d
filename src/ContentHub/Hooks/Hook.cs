using System.Text.Json;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Hooks;

/// <summary>How a sender shows who it is. On the wire in snake case: <c>standard_webhooks</c>.</summary>
public enum HookScheme
{
    /// <summary>Standard Webhooks 1.0: <c>webhook-id</c>, <c>webhook-timestamp</c>, <c>webhook-signature</c>.</summary>
    StandardWebhooks,

    /// <summary><c>X-Hub-Signature-256</c>, as GitHub sends it.</summary>
    Github,

    /// <summary><c>Stripe-Signature</c>.</summary>
    Stripe,

    /// <summary><c>Authorization: Bearer …</c>.</summary>
    Bearer,

    /// <summary>The secret in a header.</summary>
    Header,

    /// <summary>The secret in the query, for senders that can nothing else: it ends in the logs of whoever lies between.</summary>
    Query,
}

/// <summary>An address under <c>/hooks</c> at which another system tells what happened there.</summary>
public sealed class Hook
{
    internal const int LongestName = 200;
    internal const int LongestSlug = 64;

    /// <summary>Stable key.</summary>
    public Id<Hook> Id { get; init; }

    /// <summary>As people call it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Last part of its address; unique.</summary>
    public string Slug { get; private set; } = "";

    /// <summary>How senders show who they are.</summary>
    public HookScheme Scheme { get; private set; }

    /// <summary>The header or query parameter with the secret; null for schemes that name it themselves.</summary>
    public string? TokenName { get; private set; }

    /// <summary>The header with the message's id, for schemes that have none of their own; null for none, and then duplicates cannot be told.</summary>
    public string? IdHeader { get; private set; }

    /// <summary>Off: as if it were not there.</summary>
    public bool Enabled { get; private set; }

    /// <summary>What it makes of what it receives; null for an event alone.</summary>
    public HookMapping? Mapping { get; private set; }

    /// <summary>The secret, encrypted.</summary>
    internal string Sealed { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary><c>/hooks/{slug}</c>.</summary>
    public string Path => $"/hooks/{Slug}";

    internal void Change(HookForm form, string sealedSecret, DateTimeOffset at)
    {
        (Name, Slug, Scheme, TokenName, IdHeader, Mapping) = (form.Name, form.Slug, form.Scheme, form.TokenName, form.IdHeader, form.Mapping);
        if (form.Enabled is { } on) Enabled = on;
        Reseal(sealedSecret, at);
    }

    internal void Reseal(string sealedSecret, DateTimeOffset at) => (Sealed, UpdatedAt) = (sealedSecret, at);

    /// <summary>Follows a type and its attributes to their new names.</summary>
    internal void Remap(HookMapping mapping) => Mapping = mapping;

    internal sealed class Configuration : IEntityTypeConfiguration<Hook>
    {
        public void Configure(EntityTypeBuilder<Hook> hook)
        {
            hook.ToTable("hooks");
            hook.Property(h => h.Id).ValueGeneratedNever();
            hook.Property(h => h.Name).HasMaxLength(LongestName);
            hook.Property(h => h.Slug).HasMaxLength(LongestSlug);
            hook.Property(h => h.TokenName).HasMaxLength(HookFormValidator.LongestTokenName);
            hook.Property(h => h.IdHeader).HasMaxLength(HookFormValidator.LongestTokenName);
            hook.Property(h => h.Sealed);
            hook.Property(h => h.Mapping).IsJson().HasConversion(m => JsonSerializer.Serialize(m, JsonText.Stored), json => JsonSerializer.Deserialize<HookMapping>(json, JsonText.Stored));
            hook.Ignore(h => h.Path);
            hook.HasIndex(h => h.Slug).IsUnique();   // who is called
        }
    }
}
