using ContentHub.Access;
using Microsoft.OpenApi;

namespace ContentHub.OpenApi;

/// <summary>Schemas of <c>/admin/api</c>, of events and of what editors do beside saving.</summary>
internal static class ManagementSchemas
{
    /// <param name="of">A reference to another shared schema.</param>
    public static OpenApiSchema Make(string name, SystemNames names, Func<string, OpenApiSchemaReference> of) => name switch
    {
        "Credentials" => Schema.Object(
            ("email", Schema.Text(format: "email")), ("password", Schema.Text(format: "password")), ("code", Schema.Text("Of the authenticator app, or a recovery code, where the account has a second factor."))).Needs("email", "password"),
        "ForgottenPassword" => Schema.Object(("email", Schema.Text(format: "email"))).Needs("email"),
        "PasswordReset" => Schema.Object(("token", Schema.Text("Out of the link.")), ("password", Schema.Text(format: "password"))).Needs("token", "password"),
        "User" => Schema.Object(
            ("id", Schema.Whole()), ("email", Schema.Text()), ("name", Schema.Text()), ("role_id", Schema.Whole()), ("role", Schema.Text()), ("enabled", Schema.Flag()), ("open_id", Schema.Flag()), ("second_factor", Schema.Flag()),
            ("last_sign_in_at", Schema.Moment().OrNull()), ("created_at", Schema.Moment())).Needs("id", "email", "role_id"),
        "UserChange" => Schema.Object(("name", Schema.Text()), ("role_id", Schema.Whole())),
        "InvitationInput" => Schema.Object(("email", Schema.Text(format: "email")), ("role_id", Schema.Whole())).Needs("email", "role_id"),
        "Invitation" => Schema.Object(
            ("id", Schema.Whole()), ("email", Schema.Text()), ("role_id", Schema.Whole()), ("role", Schema.Text()), ("link", Schema.Text("Only in the answer that made it; a path unless Access:PublicUrl is set.")),
            ("invited_by", Schema.Text()), ("created_at", Schema.Moment()), ("expires_at", Schema.Moment())).Needs("id", "email", "role_id"),
        "InvitationAnswer" => Schema.Object(("token", Schema.Text("Out of the link.")), ("name", Schema.Text()), ("password", Schema.Text(format: "password"))).Needs("token", "password"),
        "Joined" => Schema.Object(("id", Schema.Whole()), ("email", Schema.Text())).Needs("id", "email"),
        "Me" => Schema.Object(
            ("kind", Schema.OneOf("user", "token")), ("id", Schema.Whole()), ("name", Schema.Text()), ("email", Schema.Text("Of people, as the next four.")), ("role_id", Schema.Whole()), ("role", Schema.Text()),
            ("second_factor", Schema.Flag()), ("recovery_codes_left", Schema.Whole()), ("permissions", Schema.List(Schema.Text("Of entries: for at least one type.")))).Needs("kind", "id", "permissions"),
        "NameChange" => Schema.Object(("name", Schema.Text())).Needs("name"),
        "PasswordChange" => Schema.Object(("current_password", Schema.Text(format: "password")), ("password", Schema.Text(format: "password"))).Needs("current_password", "password"),
        "PasswordProof" => Schema.Object(("current_password", Schema.Text(format: "password"))).Needs("current_password"),
        "SecondFactorSetup" => Schema.Object(("secret", Schema.Text("Base 32.")), ("uri", Schema.Text("For a QR code."))).Needs("secret", "uri"),
        "SecondFactorCode" => Schema.Object(("code", Schema.Text())).Needs("code"),
        "RecoveryCodes" => Schema.Object(("recovery_codes", Schema.List(Schema.Text()))).Needs("recovery_codes"),
        "SignedInSession" => Schema.Object(
            ("id", Schema.Whole()), ("current", Schema.Flag()), ("kind", Schema.OneOf("browser", "remembered", "script")), ("address", Schema.Text()), ("user_agent", Schema.Text()), ("created_at", Schema.Moment()),
            ("last_seen_at", Schema.Moment()), ("expires_at", Schema.Moment())).Needs("id", "kind"),
        "Session" => Schema.Object(("token", Schema.Text("Sent as Authorization: Bearer.")), ("expires_at", Schema.Moment())).Needs("token", "expires_at"),
        "TokenInput" => With(RightsForm(), ("name", Schema.Text()), ("type", Schema.OneOf("read-only", "full-access", "custom")), ("expires_at", Schema.Moment().OrNull())).Needs("name", "type"),
        "RoleInput" => With(RightsForm(), ("name", Schema.Text()), ("description", Schema.Text())).Needs("name"),
        "Role" => With(
            RightsForm(), ("id", Schema.Whole()), ("name", Schema.Text()), ("description", Schema.Text()), ("built_in", Schema.Flag()), ("users", Schema.Whole("How many people have it.")), ("created_at", Schema.Moment())).Needs("id", "name", "permissions", "entries"),
        "Explanation" => Schema.Object(
            ("method", Schema.Text()), ("path", Schema.Text()), ("actor", Schema.Text("user:1, token:3, role:5 or anonymous")), ("allowed", Schema.Flag()), ("reason", Schema.Text()), ("permissions", Schema.List(Schema.Text("One of these is enough."))), ("model", Schema.Text().OrNull()),
            ("limits", Schema.Map(Schema.Any(), "The needed rights to entries that there are.")), ("roles", Schema.List(Schema.Text("May make the call.")))).Needs("allowed", "reason"),
        "Token" => With(
            RightsForm(), ("id", Schema.Whole()), ("name", Schema.Text()), ("type", Schema.OneOf("read-only", "full-access", "custom")), ("prefix", Schema.Text()), ("token", Schema.Text("Only in the answer that made it.")),
            ("expires_at", Schema.Moment().OrNull()), ("last_used_at", Schema.Moment().OrNull()), ("created_at", Schema.Moment())).Needs("id", "name", "type"),
        "ContentTypeInput" => With(TypeForm(), ("remove_data", Schema.Flag("Attributes that are left out go with the values that entries have in them."))).Needs("name", "attributes"),
        "TypePlan" => Schema.Object(
            ("changes", Schema.List(Schema.Object(
                ("change", Schema.OneOf("added", "removed", "renamed", "changed", "reordered")), ("attribute", Schema.Text("Null for the type itself.").OrNull()), ("was", Schema.Text("The name before.").OrNull()),
                ("options", Schema.List(Schema.Object(("name", Schema.Text()), ("before", Schema.Any()), ("after", Schema.Any())))), ("reindexed", Schema.Flag())).Needs("change"))),
            ("entries", Schema.Whole("How many there are.")), ("at_least", Schema.Flag("There are more than were looked at.")), ("removes_data", Schema.Flag("Saving it takes remove_data.")),
            ("findings", Schema.List(Schema.Object(
                ("effect", Schema.OneOf("loses", "fails", "blocks")), ("attribute", Schema.Text()), ("message", Schema.Text()), ("entries", Schema.Whole("With at_least, 0 means that the number is not known, or not for you: some entries may be concerned.")), ("at_least", Schema.Flag()),
                ("samples", Schema.List(Schema.Object(("id", Schema.Whole()), ("document_id", Schema.Text()), ("content_type", Schema.Text()), ("title", Schema.Text()), ("message", Schema.Text()))))).Needs("effect", "attribute", "entries"))),
            ("touched", Schema.List(Schema.Object(
                ("kind", Schema.OneOf("webhook", "hook", "role", "token", "content_type")), ("id", Schema.Whole("Null for whoever may not see it.").OrNull()), ("name", Schema.Text()), ("message", Schema.Text()), ("breaks", Schema.Flag("It does not follow by itself."))).Needs("kind", "name", "breaks"))),
            ("refusal", Schema.Text("Why saving it would be refused.").OrNull()), ("version", Schema.Whole())).Needs("changes", "entries", "removes_data", "findings", "touched"),
        "ContentType" => With(TypeForm(), ("id", Schema.Whole()), ("version", Schema.Whole()), ("created_at", Schema.Moment()), ("updated_at", Schema.Moment())).Needs("id", "name", "attributes"),
        "ViewInput" => ViewForm(),
        "View" => With(ViewForm(), ("id", Schema.Whole()), ("own", Schema.Flag("Made by who asks.")), ("created_at", Schema.Moment()), ("updated_at", Schema.Moment())).Needs("id", "name", "query", "shared", "own"),
        "SchemaImport" => Schema.Object(("remove_data", Schema.Flag("Attributes that are left out go with their values.")), ("schemas", Schema.Map(Schema.Map(Schema.Any()), "A Strapi schema file for each uid."))).Needs("schemas"),
        "WebhookInput" => WebhookForm().Needs("url"),
        "Webhook" => With(
            WebhookForm(), ("id", Schema.Whole()), ("has_secret", Schema.Flag()), ("secret", Schema.Text("Only in the answer that made it.")), ("created_at", Schema.Moment()), ("updated_at", Schema.Moment()),
            ("last_delivery", AttemptMade().OrNull()), ("disabled_reason", Schema.Text().OrNull()),
            ("hints", Schema.List(Schema.Object(("path", Schema.List(Schema.Text())), ("message", Schema.Text()))))).Needs("id", "url"),
        "WebhookTest" => Schema.Object(("status_code", Schema.Whole().OrNull()), ("duration_ms", Schema.Number()), ("error", ErrorClass())),
        "AllowedTargetInput" => AllowedTargetForm().Needs("reason"),
        "AllowedTarget" => With(
            AllowedTargetForm(), ("id", Schema.Whole("None for what the settings say.").OrNull()), ("author", Schema.Text()), ("created_at", Schema.Moment().OrNull()), ("from_settings", Schema.Flag())).Needs("id", "reason"),
        "Delivery" => Schema.Object(
            ("id", Schema.Whole()), ("status", Schema.OneOf("pending", "delivered", "failed")), ("event", Schema.Text()), ("last_attempt", AttemptMade().OrNull()),
            ("attempt_log", Schema.List(With(AttemptMade(), ("request_headers", Schema.Text("Name: value per line, as it was sent; values that a person set are hidden.")), ("response_headers", Schema.Text()), ("response_body", Schema.Text()))))).Needs("id"),
        "HookInput" => HookForm().Needs("name", "scheme"),
        "Hook" => With(
            HookForm(), ("id", Schema.Whole()), ("path", Schema.Text("/hooks/{slug}")), ("has_secret", Schema.Flag()), ("secret", Schema.Text("Only in the answer that made it.")), ("created_at", Schema.Moment()),
            ("updated_at", Schema.Moment()), ("last_call", Schema.Any())).Needs("id", "name", "path"),
        "HookCall" => Schema.Object(
            ("id", Schema.Whole()), ("received_at", Schema.Moment()), ("outcome", Schema.OneOf("accepted", "duplicate", "refused", "invalid", "too_large")), ("verdict", Schema.Text("valid, or why not: signature_mismatch, outside_tolerance, …")),
            ("verdict_reason", Schema.Text()), ("detail", Schema.Text().OrNull()), ("message_id", Schema.Text().OrNull()), ("event_id", Schema.Whole().OrNull()), ("document_id", Schema.Text().OrNull()), ("body", Schema.Text())).Needs("id", "outcome"),
        "HookBody" => Schema.Any("What the sender sends, with the proof that its scheme asks for."),
        "HookOutcome" => Schema.Object(("outcome", Schema.OneOf("accepted", "duplicate"))).Needs("outcome"),
        "InboxInput" => Schema.Object(("name", Schema.Text("Letters, digits and dashes; the address gets a random ending.")), ("secret", Schema.Text("To check signatures with.").OrNull())).Needs("name"),
        "InboxChange" => Schema.Object(("secret", Schema.Text().OrNull()), ("answer", InboxAnswer().OrNull())),
        "Inbox" => Schema.Object(
            ("id", Schema.Whole()), ("name", Schema.Text()), ("path", Schema.Text("/inbox/{name}")), ("has_secret", Schema.Flag()), ("answer", InboxAnswer().OrNull()), ("requests", Schema.Whole()),
            ("last_request_at", Schema.Moment().OrNull()), ("created_at", Schema.Moment())).Needs("id", "name", "path"),
        "InboxRequest" => Schema.Object(
            ("id", Schema.Whole()), ("received_at", Schema.Moment()), ("method", Schema.Text()), ("verdict", Schema.Text()), ("verdict_reason", Schema.Text()), ("truncated", Schema.Flag()), ("answered", InboxAnswer()),
            ("query", Schema.Text("Only when one request is asked for, as the next two.")), ("headers", Schema.List(Schema.Object(("name", Schema.Text()), ("value", Schema.Text())))), ("body", Schema.Text())).Needs("id", "method"),
        "Jobs" => Schema.Object(
            ("queues", Schema.List(Schema.Object(
                ("webhook", Schema.Whole()), ("name", Schema.Text()), ("enabled", Schema.Flag()), ("due", Schema.Whole()), ("later", Schema.Whole("Waiting for another attempt.")), ("next_at", Schema.Moment().OrNull()),
                ("node", Schema.Text("The server that works on it at present.").OrNull()), ("paused_until", Schema.Moment().OrNull()), ("failing_since", Schema.Moment().OrNull()), ("failures", Schema.Whole("In a row."))))),
            ("replays", Schema.List(Schema.Object(("id", Schema.Whole()), ("webhook", Schema.Whole()), ("queued", Schema.Whole()), ("skipped", Schema.Whole()), ("created_at", Schema.Moment())))),
            ("planned", Schema.List(Plan())), ("failed", Schema.List(Plan())),
            ("handlers", Schema.List(Schema.Object(("name", Schema.Text()), ("behind", Schema.Whole("Events; 1,000 for that many or more."))))),
            ("retention", Schema.List(Schema.Object(("what", Schema.Text()), ("setting", Schema.Text().OrNull()), ("kept_for_seconds", Schema.Whole("Null for good.").OrNull()), ("oldest_at", Schema.Moment().OrNull()))))),
        "RetentionInput" => Schema.Map(Schema.Whole("Seconds; null for what is configured.").OrNull(), "By name: deliveries, trash, audit, hook_messages."),
        "RetentionPlan" => Schema.Map(Schema.Whole("100,000 for that many or more."), "By name; without those that lose none."),
        "RetentionTime" => Schema.Object(
            ("name", Schema.Text()), ("what", Schema.Text()), ("setting", Schema.Text("Key in the configuration.")), ("kept_for_seconds", Schema.Whole()), ("configured_seconds", Schema.Whole()), ("stored_seconds", Schema.Whole().OrNull()),
            ("least_seconds", Schema.Whole()), ("most_seconds", Schema.Whole()), ("oldest_at", Schema.Moment().OrNull())).Needs("name", "kept_for_seconds", "configured_seconds"),
        "AuditEntry" => Schema.Object(
            ("id", Schema.Text("record:12 or event:345")), ("at", Schema.Moment()), ("action", Schema.Text("webhook.update, entry.create, …")), ("actor", Schema.Text("user:1, token:3, hook:2, system, anonymous")), ("actor_name", Schema.Text()),
            ("subject", Schema.Text("webhook:3")), ("subject_name", Schema.Text()),
            ("changes", Schema.List(Schema.Object(("field", Schema.Text()), ("before", Schema.Any()), ("after", Schema.Any()), ("hidden", Schema.Flag())).Needs("field"), "What is secret is hidden: only that it changed is told.").OrNull()),
            ("address", Schema.Text().OrNull()), ("request_id", Schema.Text().OrNull()), ("count", Schema.Whole()), ("event_id", Schema.Whole("Of a change of content.").OrNull())).Needs("id", "at", "action", "actor", "subject"),
        "Event" => Schema.Object(
            ("id", Schema.Text("The cursor: ask for what is after it.")), ("event", Schema.Text()), ("model", Schema.Text().OrNull()), ("subject", Schema.Text()), ("actor", Schema.Text()), ("created_at", Schema.Moment()),
            ("payload", Schema.Any("The body that webhooks get."))).Needs("id", "event"),
        "EventKind" => Schema.Object(
            ("event", Schema.Text()), ("model", Schema.Text().OrNull()), ("description", Schema.Text()), ("schema", Schema.Any("JSON Schema, draft 2020-12.")), ("example", Schema.Any())).Needs("event", "schema", "example"),
        "Snippet" => Schema.Object(("key", Schema.Text()), ("language", Schema.Text()), ("code", Schema.Text())).Needs("key", "code"),
        "RaisedEvent" => Schema.Object(("id", Schema.Whole()), ("event", Schema.Text())).Needs("id", "event"),
        "Revision" => Schema.Object(
            ("version", Schema.Whole()), ("event_id", Schema.Whole()), ("event", Schema.Text()), (names.CreatedAt.Value, Schema.Moment()), ("actor", Schema.Text()), ("changed", Schema.List(Schema.Text())),
            ("entry", Schema.Any("Only when one version is asked for."))).Needs("version"),
        "Triggered" => Schema.Object(
            ("event_id", Schema.Whole()), ("event", Schema.Text()), ("model", Schema.Text().OrNull()), ("subject", Schema.Text()), ("version", Schema.Whole().OrNull()), ("actor", Schema.Text()), ("created_at", Schema.Moment()),
            ("webhooks", Schema.List(Schema.Object(
                ("id", Schema.Whole()), ("name", Schema.Text()), ("verdict", Schema.OneOf("filtered_out", "queued", "held", "delivered", "failing", "failed", "not_kept")), ("why", Schema.Text().OrNull()), ("attempts", Schema.Whole()),
                ("duration_ms", Schema.Whole("From the event to the answer.").OrNull()), ("next_attempt_at", Schema.Moment().OrNull()),
                ("last", Schema.Object(("status_code", Schema.Whole().OrNull()), ("error", Schema.Text().OrNull())).OrNull()), ("delivery", Schema.Whole("For those who may see it.").OrNull())).Needs("id", "name", "verdict")))).Needs("event_id", "event", "webhooks"),
        "EntryUse" => Schema.Object(("model", Schema.Text("Singular of the type of the entry that points.")), ("id", Schema.Whole("Of that entry.")), ("field", Schema.Text("By which of its attributes."))).Needs("model", "id", "field"),
        "ScheduleInput" => Schema.Object(("action", Schema.OneOf("publish", "unpublish")), ("at", Schema.Moment())).Needs("action", "at"),
        "Schedule" => Schema.Object(
            ("id", Schema.Whole()), ("action", Schema.OneOf("publish", "unpublish")), ("at", Schema.Moment()), ("actor", Schema.Text()), ("created_at", Schema.Moment()), ("done_at", Schema.Moment().OrNull()),
            ("fault", Schema.Text().OrNull())).Needs("id", "action", "at"),
        "Trashed" => Schema.Object(
            ("id", Schema.Whole()), ("document_id", Schema.Text()), ("model", Schema.Text()), ("deleted_at", Schema.Moment()), ("deleted_by", Schema.Text()), ("goes_at", Schema.Moment("When it is deleted for good.")),
            ("entry", Schema.Any())).Needs("id", "model"),
        "Changeset" => Schema.Object(("operations", Schema.List(Schema.Object(
            ("op", Schema.OneOf("create", "update", "delete", "publish", "unpublish")), ("model", Schema.Text("Singular of a content type.")), ("id", of("LinkTarget")), ("data", Schema.Map(Schema.Any())),
            ("status", Schema.OneOf("draft", "published")), ("version", Schema.Whole("As If-Match."))).Needs("op", "model")))).Needs("operations"),
        "ChangesetResult" => Schema.Object(("operations", Schema.List(Schema.Object(
            ("op", Schema.Text()), ("model", Schema.Text()), ("id", Schema.Whole()), (names.DocumentId.Value, Schema.Text()), ("version", Schema.Whole()))))),
        _ => throw new ArgumentException($"No shared schema is called {name}.", nameof(name)),
    };

    private static OpenApiSchema TypeForm() => Schema.Object(
        ("name", Schema.Text("Singular; a component's has a group: shared.seo")), ("plural", Schema.Text()), ("display_name", Schema.Text()), ("kind", Schema.OneOf("collection", "single", "component")),
        ("draft_and_publish", Schema.Flag()), ("searchable", Schema.Flag()),
        ("attributes", Schema.Map(With(Schema.Map(Schema.Any()), ("type", Schema.Text("string, text, relation, …"))).Needs("type"), "A definition for each name.")));

    private static OpenApiSchema ViewForm() => Schema.Object(
        ("name", Schema.Text("1 to 60 characters; once for each person and type.")), ("query", Schema.Text("As the address of the panel's list: search, filters, sort, size, columns.")), ("shared", Schema.Flag("Everybody sees it who may see all that it names; needs types.manage.")));

    private static OpenApiSchema WebhookForm() => Schema.Object(
        ("name", Schema.Text()), ("url", Schema.Text(format: "uri")), ("headers", Schema.Map(Schema.Text())), ("events", Schema.List(Schema.Text("entry.create, entry.*, *"))),
        ("models", Schema.List(Schema.Text())), ("enabled", Schema.Flag()), ("timeout_ms", Schema.Whole()), ("concurrency", Schema.Whole()),
        ("schedule", Schema.List(Schema.Whole("Seconds."), "Waits between attempts; null for the setting's.").OrNull()));

    private static OpenApiSchema AttemptMade() => Schema.Object(
        ("number", Schema.Whole()), ("started_at", Schema.Moment()), ("duration_ms", Schema.Whole()), ("status_code", Schema.Whole("Null where no answer came.").OrNull()), ("error", ErrorClass()), ("error_message", Schema.Text().OrNull()));

    private static OpenApiSchema ErrorClass()
    {
        var known = Schema.OneOf("dns", "connect", "tls", "timeout", "blocked", "redirect", "http_status", "response_too_large", "cancelled", "template").OrNull();
        known.Description = "Class of the failure; null for a success. template: the webhook's own template could make no body of this event, so nothing was sent.";
        return known;
    }

    private static OpenApiSchema RightsForm() => Schema.Object(
        ("permissions", Schema.List(Schema.OneOf([.. Permissions.General.Select(p => p.Name())]))),
        ("entries", Schema.Map(Schema.Map(Schema.Any("true, or {own, fields}")), "By singular of a content type, or * for all that are not named: read, create, update, delete, publish.")));

    private static OpenApiSchema AllowedTargetForm() => Schema.Object(
        ("network", Schema.Text("10.1.2.0/24 or one address; null for all that the host resolves to.").OrNull()), ("host", Schema.Text("ci.internal or *.internal; null for any.").OrNull()),
        ("port", Schema.Whole().OrNull()), ("reason", Schema.Text()));

    private static OpenApiSchema HookForm() => Schema.Object(
        ("name", Schema.Text()), ("slug", Schema.Text("Last part of the address.")), ("scheme", Schema.OneOf("standard_webhooks", "github", "stripe", "bearer", "header", "query")),
        ("token_name", Schema.Text("Header or query parameter with the secret, for the schemes header and query.").OrNull()), ("id_header", Schema.Text("Header with the message's id, for schemes that have none of their own.").OrNull()),
        ("secret", Schema.Text("Of a sender that makes it itself.").OrNull()), ("enabled", Schema.Flag()),
        ("mapping", Schema.Object(("model", Schema.Text()), ("attributes", Schema.Map(Schema.Text("data.object.email"))), ("status", Schema.OneOf("draft", "published"))).Needs("model", "attributes").OrNull()));

    private static OpenApiSchema Plan() => Schema.Object(
        ("entry", Schema.Whole()), ("type", Schema.Text()), ("action", Schema.Text("publish, unpublish")), ("at", Schema.Moment()), ("actor", Schema.Text()), ("fault", Schema.Text("Why it could not be done.").OrNull()));

    private static OpenApiSchema InboxAnswer() => Schema.Object(
        ("status", Schema.Whole("200 to 599")), ("location", Schema.Text().OrNull()), ("delay_ms", Schema.Whole()), ("retry_after", Schema.Whole("Seconds.").OrNull()), ("hang_up", Schema.Flag()), ("body", Schema.Text().OrNull()),
        ("times", Schema.Whole("Then it is healthy again; null for all requests.").OrNull()));

    private static OpenApiSchema With(OpenApiSchema schema, params IEnumerable<(string Name, IOpenApiSchema Schema)> more)
    {
        schema.Properties ??= new Dictionary<string, IOpenApiSchema>();
        foreach (var (name, property) in more) schema.Properties[name] = property;
        return schema;
    }
}
