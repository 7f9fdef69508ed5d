using System.Data.Common;
using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Entries;
using ContentHub.Events;
using ContentHub.Hooks;
using ContentHub.Media;
using ContentHub.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Persistence;

/// <summary>The table of contents: every table of the product. Each provider project derives its own context and keeps its migrations.</summary>
public abstract class ContentHubDbContext : DbContext
{
    /// <summary>Annotation of text columns that sort by code points.</summary>
    protected const string CodePointOrder = ModelConventions.CodePointAnnotation;

    /// <summary>Annotation of indexes with missing values first.</summary>
    protected const string NullsFirst = ModelConventions.NullsFirstAnnotation;

    /// <summary>For the deriving context.</summary>
    /// <param name="jsonColumnType">The type of columns that hold JSON.</param>
    protected ContentHubDbContext(DbContextOptions options, string jsonColumnType) : base(options)
    {
        JsonColumnType = jsonColumnType;
    }

    /// <summary>The type of columns that hold JSON; raw statements cast what they put there.</summary>
    internal string JsonColumnType { get; }

    /// <summary>See <see cref="RawCommands"/>.</summary>
    internal Dictionary<string, DbCommand> Statements { get; } = [];

    /// <summary>Stamps of <see cref="VersionedCache{T}"/> as the only writer found them: nobody else can change one before its transaction ends. Null while this context is not it.</summary>
    internal Dictionary<string, long>? OnlyWriterStamps { get; set; }

    internal DbSet<User> Users => Set<User>();

    internal DbSet<Session> Sessions => Set<Session>();

    internal DbSet<Invitation> Invitations => Set<Invitation>();

    internal DbSet<SignInTry> SignInTries => Set<SignInTry>();

    internal DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();

    internal DbSet<PasswordReset> PasswordResets => Set<PasswordReset>();

    internal DbSet<Role> Roles => Set<Role>();

    internal DbSet<ApiToken> ApiTokens => Set<ApiToken>();

    internal DbSet<AuditRecord> AuditRecords => Set<AuditRecord>();

    internal DbSet<ProtectionKey> ProtectionKeys => Set<ProtectionKey>();

    internal DbSet<StoredSetting> Settings => Set<StoredSetting>();

    internal DbSet<ContentType> ContentTypes => Set<ContentType>();

    internal DbSet<Entry> Entries => Set<Entry>();

    internal DbSet<EntryUnique> EntryUniques => Set<EntryUnique>();

    internal DbSet<EntryRelation> EntryRelations => Set<EntryRelation>();

    internal DbSet<IndexText> IndexTexts => Set<IndexText>();

    internal DbSet<IndexNumber> IndexNumbers => Set<IndexNumber>();

    internal DbSet<SearchText> SearchTexts => Set<SearchText>();

    internal DbSet<TrashedEntry> TrashedEntries => Set<TrashedEntry>();

    internal DbSet<EntrySchedule> EntrySchedules => Set<EntrySchedule>();

    internal DbSet<SavedView> SavedViews => Set<SavedView>();

    internal DbSet<MediaAsset> MediaAssets => Set<MediaAsset>();

    internal DbSet<MediaFolder> MediaFolders => Set<MediaFolder>();

    internal DbSet<MediaLink> MediaLinks => Set<MediaLink>();

    internal DbSet<Event> Events => Set<Event>();

    internal DbSet<Webhook> Webhooks => Set<Webhook>();

    internal DbSet<WebhookHealth> WebhookHealth => Set<WebhookHealth>();

    internal DbSet<FanOut> FanOuts => Set<FanOut>();

    internal DbSet<Delivery> Deliveries => Set<Delivery>();

    internal DbSet<Attempt> Attempts => Set<Attempt>();

    internal DbSet<Replay> Replays => Set<Replay>();

    internal DbSet<AllowedTarget> AllowedTargets => Set<AllowedTarget>();

    internal DbSet<LaneLease> LaneLeases => Set<LaneLease>();

    internal DbSet<Hook> Hooks => Set<Hook>();

    internal DbSet<HookCall> HookCalls => Set<HookCall>();

    internal DbSet<HookMessage> HookMessages => Set<HookMessage>();

    internal DbSet<Inbox> Inboxes => Set<Inbox>();

    internal DbSet<InboxRequest> InboxRequests => Set<InboxRequest>();

    /// <summary>Kinds whose ids come from <see cref="WriteUnit.NextId{T}"/>; a database with sequences has one for each.</summary>
    public static IReadOnlyList<string> IdKinds { get; } = [.. KeyedTypes.Select(t => ModelConventions.SnakeCase(t.Name))];

    private static Type[] KeyedTypes =>
    [
        typeof(User), typeof(Role), typeof(Session), typeof(Invitation), typeof(ApiToken), typeof(ContentType), typeof(ContentAttribute), typeof(Entry), typeof(ComponentItem), typeof(EntrySchedule), typeof(SavedView), typeof(MediaAsset), typeof(MediaFolder),
        typeof(Event), typeof(Webhook), typeof(Delivery), typeof(Attempt), typeof(Replay), typeof(AllowedTarget),
        typeof(Hook), typeof(HookCall), typeof(Inbox), typeof(InboxRequest), typeof(AuditRecord),
    ];

    /// <inheritdoc/>
    /// <remarks>Looks for what changed, since held contexts do not do so by themselves.</remarks>
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        ChangeTracker.DetectChanges();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (var statement in Statements.Values) statement.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        ModelConventions.Configure(configurationBuilder, KeyedTypes);

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(ContentHubDbContext).Assembly);
        ModelConventions.Apply(modelBuilder, JsonColumnType);
    }
}
