using System.Text.Json;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Webhooks;

/// <summary>A receiver that wants to be told.</summary>
public sealed class Webhook
{
    internal const int LongestName = 200;
    internal const int LongestUrl = 2048;
    internal const int LongestReason = 500;

    /// <summary>Stable key.</summary>
    public Id<Webhook> Id { get; init; }

    /// <summary>As people call it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The target with its query masked, for showing. The whole one is in <see cref="Sealed"/>.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Events it wants; <c>entry.*</c>, <c>media.*</c> and <c>*</c> allowed.</summary>
    public IReadOnlyList<string> Events { get; private set; } = [];

    /// <summary>Singular names of content types; empty for all.</summary>
    public IReadOnlyList<string> Models { get; private set; } = [];

    /// <summary>Off: nothing new is queued, what is queued waits.</summary>
    public bool Enabled { get; private set; }

    /// <summary>Why the product switched it off; null when a person did.</summary>
    public string? DisabledReason { get; private set; }

    /// <summary>See <see cref="PayloadFilter"/>, as it was written; null for none.</summary>
    public string? Filter { get; private set; }

    /// <summary>See <see cref="BodyTemplate"/>; null for the body as it is.</summary>
    public string? Template { get; private set; }

    /// <summary><c>POST</c>, <c>PUT</c> or <c>PATCH</c>.</summary>
    public string Method { get; private set; } = WebhookForm.Methods[0];

    /// <summary>For the whole attempt: connect, send, read.</summary>
    public TimeSpan Timeout { get; private set; }

    /// <summary>Requests in flight at once, 1 to 64.</summary>
    public int Concurrency { get; private set; }

    /// <summary>Requests in a minute, 1 to 6,000; null for as many as there are.</summary>
    public int? RatePerMinute { get; private set; }

    /// <summary>Waits between attempts in seconds; null for the setting.</summary>
    public IReadOnlyList<int>? Schedule { get; private set; }

    /// <summary>UTC; since when it is off, null while it is on. What happened since was not queued.</summary>
    public DateTimeOffset? OffSince { get; private set; }

    /// <summary><see cref="WebhookTarget"/>, encrypted.</summary>
    internal string Sealed { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Whether it is told of events of this name. Of its own kind, <c>webhook.…</c>, only when it names them: everything does not mean alarms about itself.</summary>
    public bool WantsName(string eventName) =>
        Events.Any(e => e == eventName
            || (e == "*" && !eventName.StartsWith("webhook.", StringComparison.Ordinal))
            || (e.EndsWith(".*", StringComparison.Ordinal) && eventName.StartsWith(e.AsSpan(0, e.Length - 1), StringComparison.Ordinal)));

    /// <summary>Whether it is told of this model (null for files and what has none).</summary>
    public bool WantsModel(string? model) => model is null || Models.Count == 0 || Models.Contains(model);

    /// <summary>A webhook that is not saved, for asking what it would be told of.</summary>
    internal static Webhook Draft(WebhookForm form)
    {
        var draft = new Webhook();
        draft.Change(form, new WebhookTarget(form.Url, [], null), "", default);
        draft.Switch(true, null, default);
        return draft;
    }

    internal void Change(WebhookForm form, WebhookTarget target, string sealedTarget, DateTimeOffset at)
    {
        Name = form.Name is { Length: > 0 } name ? name : NameOf(new Uri(target.Url));
        Url = WebhookTarget.Mask(target.Url);
        Events = form.Events;
        Models = form.Models;
        Filter = form.Filter;
        Template = form.Template;
        Method = form.Method;
        RatePerMinute = form.RatePerMinute;
        Timeout = form.Timeout;
        Concurrency = form.Concurrency;
        Schedule = form.Schedule;
        Sealed = sealedTarget;
        UpdatedAt = at;
    }

    internal void Switch(bool on, string? reason, DateTimeOffset at)
    {
        OffSince = on ? null : OffSince ?? at;
        Enabled = on;
        DisabledReason = on ? null : reason;
        UpdatedAt = at;
    }

    /// <summary>Follows a type to its new name; null when it is gone.</summary>
    internal void Retarget(string model, string? now) => Models = [.. Models.Select(m => m == model ? now : m).OfType<string>()];

    /// <summary>Follows attributes to their new names.</summary>
    internal void Refilter(string filter) => Filter = filter;

    internal void Reseal(string sealedTarget, DateTimeOffset at)
    {
        Sealed = sealedTarget;
        UpdatedAt = at;
    }

    private static string NameOf(Uri target) => target.Host.Length > LongestName ? target.Host[..LongestName] : target.Host;

    internal sealed class Configuration : IEntityTypeConfiguration<Webhook>
    {
        public void Configure(EntityTypeBuilder<Webhook> webhook)
        {
            webhook.ToTable("webhooks");
            webhook.Property(w => w.Id).ValueGeneratedNever();
            webhook.Property(w => w.Name).HasMaxLength(LongestName);
            webhook.Property(w => w.Url).HasMaxLength(LongestUrl);
            webhook.Property(w => w.DisabledReason).HasMaxLength(LongestReason);
            webhook.Property(w => w.Filter).HasMaxLength(WebhookForm.LongestFilter);
            webhook.Property(w => w.Method).HasMaxLength(8);
            webhook.Property(w => w.Sealed);
            webhook.Property(w => w.Events).IsJson().HasConversion(v => Write(v), json => Read<string>(json), Comparer<string>());
            webhook.Property(w => w.Models).IsJson().HasConversion(v => Write(v), json => Read<string>(json), Comparer<string>());
            webhook.Property(w => w.Schedule).IsJson().HasConversion(v => Write(v!), json => Read<int>(json), Comparer<int>());
        }

        private static string Write<T>(IReadOnlyList<T> value) => JsonSerializer.Serialize(value);

        private static IReadOnlyList<T> Read<T>(string json) => JsonSerializer.Deserialize<T[]>(json)!;

        private static ValueComparer<IReadOnlyList<T>> Comparer<T>() => new((a, b) => ReferenceEquals(a, b), list => list.Count, list => list);
    }
}

/// <summary>What of a webhook is secret: kept encrypted, shown masked.</summary>
/// <param name="Url">The whole target.</param>
/// <param name="Headers">In the author's order.</param>
/// <param name="Secret"><c>whsec_</c> and base64 of the key.</param>
/// <param name="Retiring">Replaced secrets that still sign, the newest first; null for none.</param>
internal sealed record WebhookTarget(string Url, IReadOnlyList<WebhookHeader> Headers, string? Secret, IReadOnlyList<RetiringSecret>? Retiring = null)
{
    private const int MostSecrets = 5;

    /// <summary>Every secret that signs at this moment, the newest first.</summary>
    public IEnumerable<string> SecretsAt(DateTimeOffset now) => (Secret is null ? [] : new[] { Secret }).Concat(Retired(now).Select(r => r.Secret));

    /// <summary>The replaced ones that are still good.</summary>
    public IEnumerable<RetiringSecret> Retired(DateTimeOffset now) => (Retiring ?? []).Where(r => r.Until > now);

    /// <summary>With another secret; the present one goes on signing beside it for a while.</summary>
    public WebhookTarget Rotated(string secret, DateTimeOffset now, TimeSpan overlap) => this with
    {
        Secret = secret,
        Retiring = [.. (Secret is { } old && overlap > TimeSpan.Zero ? [new RetiringSecret(old, now + overlap)] : Array.Empty<RetiringSecret>()).Concat(overlap > TimeSpan.Zero ? Retired(now) : []).Take(MostSecrets - 1)],
    };

    /// <summary>What stands for a value that is not shown; sent back, it means "as it was".</summary>
    public const string Hidden = WebhookHeader.Hidden;

    /// <summary>The URL with everything after the question mark hidden.</summary>
    public static string Mask(string url) => url.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? string.Concat(url.AsSpan(0, at + 1), Hidden) : url;
}

/// <summary>A secret that was replaced and signs on until then.</summary>
internal sealed record RetiringSecret(string Secret, DateTimeOffset Until);

/// <summary>A header of a request.</summary>
public sealed record WebhookHeader(string Name, string Value)
{
    /// <summary>The value of every header that is shown; sent back under the same name, it means "as it was".</summary>
    public const string Hidden = "********";
}
