using ContentHub.Access;
using ContentHub.Audit;
using ContentHub.ContentTypes;
using ContentHub.Entries;
using ContentHub.Events;
using ContentHub.Hooks;
using ContentHub.Http;
using ContentHub.Jobs;
using ContentHub.Media;
using ContentHub.OpenApi;
using ContentHub.Operations;
using ContentHub.Persistence;
using ContentHub.Roles;
using ContentHub.Users;
using ContentHub.Webhooks;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContentHub;

/// <summary>The composition: every room's services and routes, in one place to read.</summary>
/// <remarks>The host adds what differs: an <see cref="ISqlDialect"/>, an <see cref="IJobEngine"/>, and the panel.</remarks>
public static class ContentHubServices
{
    /// <summary>The authorization policy for pages of other libraries, such as the dashboard of a job engine: signed-in owners.</summary>
    public const string OwnerPolicy = "owner";

    /// <summary>Adds the product's services.</summary>
    public static IServiceCollection AddContentHub(this IServiceCollection services, IConfiguration configuration, ContentHubOptions options)
    {
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddRoomOptions<AccessOptions>(configuration, "Access");
        services.AddRoomOptions<SmtpOptions>(configuration, "Smtp");
        services.AddOptions<SmtpOptions>().Validate<IOptions<AccessOptions>>((smtp, access) => !smtp.IsOn || access.Value.PublicUrl.Length > 0, "Smtp:Host needs Access:PublicUrl too: links in mails must lead somewhere.");
        services.AddRoomOptions<ApiOptions>(configuration, "Api");
        services.AddSingleton(s => s.GetRequiredService<ApiOptions>().SystemFields == SystemFields.CamelCase ? SystemNames.Camel : SystemNames.Snake);
        services.AddRoomOptions<AuditOptions>(configuration, "Audit");
        services.AddRoomOptions<CorsSettings>(configuration, "Cors");
        services.AddRoomOptions<RateLimitOptions>(configuration, "RateLimits");
        services.AddSingleton<RateLimiter>();
        services.AddSingleton<KeptAnswers>();
        services.AddCors();
        services.AddRoomOptions<EntryOptions>(configuration, "Entries");
        services.AddRoomOptions<EventOptions>(configuration, "Events");
        services.AddRoomOptions<HookOptions>(configuration, "Hooks");
        services.AddRoomOptions<InboxOptions>(configuration, "Inbox");
        services.AddRoomOptions<MediaOptions>(configuration, "Media");
        services.AddRoomOptions<OpenIdOptions>(configuration, "OpenId");
        services.AddRoomOptions<WebhookOptions>(configuration, "Webhooks");

        services.AddSingleton<Database>();
        services.AddSingleton<StoredSettings>();
        services.AddSingleton<ILaneWork, LaneKeepers>();
        services.AddSingleton<ILaneKeeper, Housekeeping>();
        services.AddSingleton<IdempotencyKeys>();
        services.AddAccess(configuration, options);
        services.AddContent(options);
        services.AddEditing();
        services.AddWebhooks(options);
        services.AddHooks(options);
        services.AddSingleton(s => new AuditReader(s.GetRequiredService<Database>(), s.GetRequiredService<AuditLog>()));
        services.AddSingleton(s => new RetentionService(
            s.GetRequiredService<Database>(), s.GetRequiredService<StoredSettings>(), s.GetRequiredService<AuditLog>(), s.GetRequiredService<WebhookOptions>(), s.GetRequiredService<EntryOptions>(), s.GetRequiredService<AuditOptions>(),
            s.GetRequiredService<HookOptions>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new JobsOverview(
            s.GetRequiredService<Database>(), s.GetRequiredService<ContentTypeService>(), s.GetRequiredService<RetentionService>(), s.GetServices<IEventHandler>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ApiDescription>();
        return services;
    }

    /// <summary>Adds the product's routes.</summary>
    public static void MapContentHub(this IEndpointRouteBuilder routes)
    {
        routes.MapSignIn();
        routes.MapUsers();
        routes.MapProfile();
        routes.MapRoles();
        routes.MapTokens();
        routes.MapExplain();
        routes.MapContentTypes();
        routes.MapSavedViews();
        routes.MapWebhooks();
        routes.MapReplays();
        routes.MapAllowedTargets();
        routes.MapHooks();
        routes.MapInboxes();
        routes.MapMedia();
        routes.MapEntries();
        routes.MapEntryWrites();
        routes.MapEntryEditing();
        routes.MapChangesets();
        routes.MapEvents();
        routes.MapEventCatalog();
        routes.MapTriggered();
        routes.MapAudit();
        routes.MapJobs();
        routes.MapRetention();
        routes.MapWebhookSnippets();
        routes.MapOpenApi();
        // The panel answers every other path under /admin with a page; programs get the envelope. Other methods than the panel's are a 405 by themselves.
        routes.MapMethods("/admin/api/{**rest}", [HttpMethods.Get, HttpMethods.Post], (HttpContext http) => ErrorEnvelope.WriteAsync(http, StatusCodes.Status404NotFound, "NotFoundError", "Not Found")).RequireAuthorization();
        routes.MapMethods("/health/live", [HttpMethods.Get], () => Results.Text("live")).IsPublic();
        routes.MapMethods("/health/ready", [HttpMethods.Get], (Database database) => database.IsReachable() ? Results.Text("ready") : Results.StatusCode(StatusCodes.Status503ServiceUnavailable)).IsPublic();
    }

    private static void AddAccess(this IServiceCollection services, IConfiguration configuration, ContentHubOptions options)
    {
        var protection = services.AddDataProtection().SetApplicationName("ContentHub");
        if (options.KeysInDatabase) services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(s => new ConfigureOptions<KeyManagementOptions>(keys => keys.XmlRepository = new DatabaseKeyRepository(s.GetRequiredService<Database>())));
        else protection.PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(options.DataDirectory, "keys")));

        services.TryAddSingleton<IPasswordHasher<User>, PasswordHasher<User>>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<SecondFactor>();
        services.AddSingleton(s => new AuditLog(s.GetRequiredService<Database>(), s.GetRequiredService<AuditOptions>(), s.GetRequiredService<StoredSettings>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new ActorSource(s.GetRequiredService<Database>()));
        services.AddSingleton(s => new SessionService(s.GetRequiredService<Database>(), s.GetRequiredService<AuditLog>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new UserService(s.GetRequiredService<Database>(), s.GetRequiredService<ActorSource>(), s.GetRequiredService<SessionService>(), s.GetRequiredService<Passwords>(), s.GetRequiredService<AuditLog>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new InvitationService(s.GetRequiredService<Database>(), s.GetRequiredService<UserService>(), s.GetRequiredService<Passwords>(), s.GetRequiredService<AuditLog>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new SignInService(
            s.GetRequiredService<Database>(), s.GetRequiredService<SessionService>(), s.GetRequiredService<Passwords>(), s.GetRequiredService<SignInThrottle>(), s.GetRequiredService<SecondFactor>(),
            s.GetRequiredService<IDataProtectionProvider>(), s.GetRequiredService<AuditLog>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new OpenIdSignIn(
            s.GetRequiredService<Database>(), s.GetRequiredService<UserService>(), s.GetRequiredService<SignInService>(), s.GetRequiredService<OpenIdOptions>(), s.GetRequiredService<AuditLog>(),
            s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<OpenIdSignIn>>()));
        services.AddSingleton(s => new PasswordResetService(
            s.GetRequiredService<Database>(), s.GetRequiredService<UserService>(), s.GetRequiredService<Passwords>(), s.GetRequiredService<SignInThrottle>(), s.GetRequiredService<SmtpOptions>(), s.GetRequiredService<AuditLog>(), s.GetRequiredService<TimeProvider>()));
        services.AddHostedService<PasswordMails>();
        services.AddSingleton(s => new ProfileService(
            s.GetRequiredService<Database>(), s.GetRequiredService<SignInService>(), s.GetRequiredService<SessionService>(), s.GetRequiredService<Passwords>(), s.GetRequiredService<SecondFactor>(), s.GetRequiredService<AuditLog>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new TokenService(s.GetRequiredService<Database>(), s.GetRequiredService<ActorSource>(), s.GetRequiredService<AuditLog>(), s.GetRequiredService<TimeProvider>()));

        services.AddSingleton(s => new RoleService(s.GetRequiredService<Database>(), s.GetRequiredService<ActorSource>(), s.GetRequiredService<AuditLog>(), s.GetRequiredService<ContentTypeService>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IContentTypeWatcher, NamedInRights>();
        services.AddSingleton(s => new AccessExplainer(s.GetRequiredService<Database>(), s.GetRequiredService<ContentTypeService>(), s.GetRequiredService<EndpointDataSource>()));

        services.AddSingleton(s => new BearerCredentials(s.GetRequiredService<TokenService>(), s.GetRequiredService<SessionService>(), s.GetRequiredService<ActorSource>()));
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(cookie =>
            {
                cookie.Cookie.Name = "contenthub";
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Lax;   // Strict would sign people out who follow a link from an e-mail
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                cookie.CookieManager = new HostCookies();
                cookie.LoginPath = "/admin/sign-in";
                cookie.ReturnUrlParameter = "returnUrl";
                cookie.ExpireTimeSpan = TimeSpan.FromDays(14);
                cookie.SlidingExpiration = true;
                cookie.Events.OnValidatePrincipal = async context =>
                {
                    if (context.Principal is { } session && context.HttpContext.RequestServices.GetRequiredService<SessionService>().Find(session) is not null) return;
                    context.RejectPrincipal();
                    await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
                };
            })
            .AddOpenId(configuration, new HostCookies());
        services.AddAuthorization(policies =>
        {
            policies.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
            policies.AddPolicy(OwnerPolicy, owner => owner.RequireAssertion(context => ActorClaims.Actor(context.User) is { Kind: ActorKind.User } user && user.May(Permission.AccessManage)));
        });
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessRefusals>();
        services.AddAntiforgery(antiforgery => antiforgery.HeaderName = "X-CSRF-TOKEN");
    }

    private static void AddContent(this IServiceCollection services, ContentHubOptions options)
    {
        services.AddSingleton<EventLog>();
        services.AddSingleton<EventBell>();
        services.AddSingleton<IEventSink>(s => s.GetRequiredService<EventBell>());
        services.AddSingleton(s => new EventFeed(s.GetRequiredService<Database>(), s.GetRequiredService<EventBell>(), s.GetRequiredService<ContentTypeService>()));
        services.AddSingleton(s => new EventCatalog(s.GetRequiredService<ContentTypeService>()));
        services.AddSingleton(s => new CustomEvents(s.GetRequiredService<Database>(), s.GetRequiredService<EventLog>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<HandlerLanes>();
        services.AddSingleton<ILaneKeeper>(s => s.GetRequiredService<HandlerLanes>());
        services.AddHostedService(s => s.GetRequiredService<HandlerLanes>());
        services.AddSingleton<IContentTypeWatcher>(s => new TypeChanges(new Lazy<ContentTypeService>(s.GetRequiredService<ContentTypeService>)));   // each needs the other
        services.AddSingleton(s => new ContentTypeService(s.GetRequiredService<Database>(), s.GetRequiredService<AuditLog>(), s.GetServices<IContentTypeWatcher>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new ContentTypeFiles(s.GetRequiredService<ContentTypeService>(), s.GetRequiredService<ILogger<ContentTypeFiles>>()));
        services.AddMedia(options);
        services.AddSingleton<EntryReader>();
        services.AddSingleton<EntryEvents>();
        services.AddSingleton<EntryChanges>();
        services.AddSingleton(s => new EntryFinder(s.GetRequiredService<Database>(), s.GetRequiredService<ContentTypeService>(), s.GetRequiredService<EntryReader>(), s.GetRequiredService<ApiOptions>()));
        services.AddSingleton(s => new EntryService(
            s.GetRequiredService<Database>(), s.GetRequiredService<ContentTypeService>(), s.GetRequiredService<MediaService>(), s.GetRequiredService<EntryChanges>(), s.GetRequiredService<EntryEvents>(), s.GetRequiredService<ApiOptions>()));
        services.AddSingleton<IMediaOwner, EntryAttachments>();
    }

    private static void AddEditing(this IServiceCollection services)
    {
        services.AddSingleton(s => new EntryChangesets(s.GetRequiredService<Database>(), s.GetRequiredService<ContentTypeService>(), s.GetRequiredService<EntryChanges>(), s.GetRequiredService<EventLog>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new EntryDesk(s.GetRequiredService<Database>(), s.GetRequiredService<ContentTypeService>(), s.GetRequiredService<EntryReader>(), s.GetRequiredService<ApiOptions>()));
        services.AddSingleton(s => new EntryUses(s.GetRequiredService<Database>(), s.GetRequiredService<ContentTypeService>(), s.GetRequiredService<EntryReader>()));
        services.AddSingleton(s => new SavedViewService(s.GetRequiredService<Database>(), s.GetRequiredService<ContentTypeService>(), s.GetRequiredService<AuditLog>(), s.GetRequiredService<ApiOptions>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new EntryHistory(s.GetRequiredService<Database>(), s.GetRequiredService<ContentTypeService>(), s.GetRequiredService<EntryChanges>(), s.GetRequiredService<EntryEvents>()));
        services.AddSingleton(s => new EntryTrash(
            s.GetRequiredService<Database>(), s.GetRequiredService<ContentTypeService>(), s.GetRequiredService<EntryChanges>(), s.GetRequiredService<EntryEvents>(), s.GetRequiredService<AuditLog>(), s.GetRequiredService<EntryOptions>(), s.GetRequiredService<StoredSettings>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new EntryScheduler(
            s.GetRequiredService<Database>(), s.GetRequiredService<ContentTypeService>(), s.GetRequiredService<EntryChanges>(), s.GetRequiredService<IJobEngine>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<EntryScheduler>>()));
        services.AddSingleton<ILaneKeeper>(s => s.GetRequiredService<EntryScheduler>());
    }

    private static void AddMedia(this IServiceCollection services, ContentHubOptions options)
    {
        services.AddSingleton<IMediaStore>(s => new FolderMediaStore(options.DataDirectory, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new ImageProgram(s.GetRequiredService<MediaOptions>(), s.GetRequiredService<IMediaStore>().TemporaryFolder, s.GetRequiredService<ILogger<ImageProgram>>()));
        services.AddSingleton<ImageReader>();
        services.AddSingleton<MediaStaging>();
        services.AddSingleton(s => new MediaFolderService(s.GetRequiredService<Database>(), s.GetRequiredService<AuditLog>()));
        services.AddSingleton(s => new MediaService(
            s.GetRequiredService<Database>(), s.GetRequiredService<IMediaStore>(), s.GetRequiredService<MediaStaging>(), s.GetRequiredService<EventLog>(), s.GetRequiredService<ContentTypeService>(), s.GetRequiredService<ISqlDialect>(), s.GetRequiredService<TimeProvider>()));
    }

    private static void AddWebhooks(this IServiceCollection services, ContentHubOptions options)
    {
        services.AddSingleton(s => new AllowedTargetService(
            s.GetRequiredService<Database>(), s.GetRequiredService<AuditLog>(), s.GetRequiredService<EventLog>(), s.GetRequiredService<WebhookOptions>().Opened(options.IsDevelopment), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new AddressPolicy(s.GetRequiredService<AllowedTargetService>().Current));
        services.AddSingleton(s => new DefaultHeaders(options.ServerJson, s.GetRequiredService<ILogger<DefaultHeaders>>()));
        services.AddSingleton<GuardedClient>();
        services.AddSingleton<WebhookDirectory>();
        services.AddSingleton<IContentTypeWatcher, WebhookModels>();
        services.AddSingleton<WebhookFormValidator>();
        services.AddSingleton<DeliveryStore>();
        services.AddSingleton<DeliveryNews>();
        services.AddSingleton<IEventSink>(s => s.GetRequiredService<DeliveryNews>());
        services.AddMetrics();
        services.AddSingleton<DeliveryMetrics>();
        services.AddSingleton<IEventSink>(s => s.GetRequiredService<DeliveryMetrics>());
        services.AddSingleton<FanOutBell>();
        services.AddSingleton<FanOutRunner>();
        services.AddSingleton<ILaneKeeper>(s => s.GetRequiredService<FanOutRunner>());   // before the lanes: a sweep of theirs finds what it wrote
        services.AddHostedService(s => s.GetRequiredService<FanOutRunner>());
        services.AddSingleton<DeliveryMatcher>();
        services.AddSingleton<IEventSink>(s => s.GetRequiredService<DeliveryMatcher>());
        services.AddSingleton<PayloadPaths>();
        services.AddSingleton<TemplateFaults>();
        services.AddSingleton<SendSlots>();
        services.AddSingleton<LaneBell>();
        services.AddHostedService(s => s.GetRequiredService<LaneBell>());
        services.AddSingleton<ILaneKeeper, LaneDrain>();
        services.AddSingleton<ILaneKeeper, ReplayRunner>();
        services.AddSingleton(s => new ReplayService(
            s.GetRequiredService<Database>(), s.GetRequiredService<AuditLog>(), s.GetRequiredService<WebhookDirectory>(), s.GetRequiredService<DeliveryMatcher>(), s.GetRequiredService<EventOptions>(), s.GetRequiredService<LaneBell>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new WebhookService(
            s.GetRequiredService<Database>(), s.GetRequiredService<AuditLog>(), s.GetRequiredService<WebhookDirectory>(), s.GetRequiredService<WebhookFormValidator>(), s.GetRequiredService<PayloadPaths>(),
            s.GetRequiredService<TemplateFaults>(), s.GetRequiredService<GuardedClient>(), s.GetRequiredService<DefaultHeaders>(), s.GetRequiredService<LaneBell>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new WebhookPreview(s.GetRequiredService<Database>(), s.GetRequiredService<WebhookService>(), s.GetRequiredService<DeliveryMatcher>(), s.GetRequiredService<EventOptions>()));
        services.AddSingleton(s => new DeliveryLog(s.GetRequiredService<Database>(), s.GetRequiredService<AuditLog>(), s.GetRequiredService<LaneBell>(), s.GetRequiredService<DeliveryNews>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SubjectFinder>(s => s.GetRequiredService<EntryHistory>().SubjectOf);
        services.AddSingleton(s => new Triggered(
            s.GetRequiredService<Database>(), s.GetRequiredService<WebhookDirectory>(), s.GetRequiredService<DeliveryMatcher>(), s.GetRequiredService<DeliveryStore>(), s.GetRequiredService<SubjectFinder>(), s.GetRequiredService<ContentTypeService>(), s.GetRequiredService<TimeProvider>()));
    }

    private static void AddHooks(this IServiceCollection services, ContentHubOptions options)
    {
        services.AddSingleton<HookBell>();
        services.AddSingleton<HookSecrets>();
        services.AddSingleton<HookFormValidator>();
        services.AddSingleton<HookReceiver>();
        services.AddSingleton<InboxReceiver>();
        services.AddSingleton<IContentTypeWatcher, HookTypes>();
        services.AddSingleton(s => new HookService(s.GetRequiredService<Database>(), s.GetRequiredService<AuditLog>(), s.GetRequiredService<ContentTypeService>(), s.GetRequiredService<HookFormValidator>(), s.GetRequiredService<HookSecrets>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new InboxService(
            s.GetRequiredService<Database>(), s.GetRequiredService<AuditLog>(), s.GetRequiredService<HookSecrets>(), s.GetRequiredService<WebhookService>(), s.GetRequiredService<InboxOptions>().Enabled ?? options.IsDevelopment, s.GetRequiredService<TimeProvider>()));
    }

    /// <summary>A section of the settings as a record, checked at start; a fault names the key.</summary>
    private static void AddRoomOptions<T>(this IServiceCollection services, IConfiguration configuration, string section) where T : class
    {
        services.AddOptions<T>().Bind(configuration.GetSection(section), binder => binder.ErrorOnUnknownConfiguration = true).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(s => s.GetRequiredService<IOptions<T>>().Value);
    }
}
