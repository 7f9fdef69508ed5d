using ContentHub.Queries;

namespace ContentHub.OpenApi;

/// <summary>What a route does, in words and shared schemas.</summary>
/// <param name="Takes">Schema of the body; null for none.</param>
/// <param name="Gives">Schema of the answer; null for any JSON.</param>
internal sealed record Deed(string Words, string? Takes = null, string? Gives = null, Envelope Envelope = Envelope.One, int Status = 200)
{
    /// <summary>Query parameters, plain texts.</summary>
    public IReadOnlyList<string> Asks { get; init; } = [];

    private static readonly string[] Paged = ["pagination[page]", "pagination[pageSize]"];

    private static readonly Dictionary<string, Deed> Known = new()
    {
        ["POST /admin/api/login"] = new("Sign in", "Credentials", "Session") { BareBody = true },
        ["POST /admin/api/logout"] = new("End this session", Status: 204),
        ["POST /admin/api/forgot-password"] = new("Ask for a link to set a new password", "ForgottenPassword", Status: 202) { BareBody = true },
        ["POST /admin/api/reset-password"] = new("Set a new password by a link", "PasswordReset", Status: 204) { BareBody = true },
        ["GET /admin/api/users"] = new("List people", null, "User", Envelope.Page) { Asks = [.. Paged, "search"] },
        ["GET /admin/api/users/{id}"] = new("Read a person", null, "User"),
        ["PATCH /admin/api/users/{id}"] = new("Change a person's name or role", "UserChange", "User"),
        ["POST /admin/api/users/{id}/disable"] = new("Keep a person out", null, "User"),
        ["POST /admin/api/users/{id}/enable"] = new("Let a person in again", null, "User"),
        ["DELETE /admin/api/users/{id}"] = new("Remove a person", Status: 204),
        ["GET /admin/api/users/invitations"] = new("List invitations", null, "Invitation", Envelope.List),
        ["POST /admin/api/users/invitations"] = new("Invite somebody", "InvitationInput", "Invitation", Status: 201),
        ["POST /admin/api/users/invitations/accept"] = new("Join by an invitation", "InvitationAnswer", "Joined", Status: 201) { BareBody = true },
        ["POST /admin/api/users/invitations/{id}/renew"] = new("Make another link for an invitation", null, "Invitation"),
        ["DELETE /admin/api/users/invitations/{id}"] = new("Take an invitation back", Status: 204),
        ["GET /admin/api/me"] = new("Who asks", null, "Me"),
        ["PATCH /admin/api/me"] = new("Change one's name", "NameChange", "Me"),
        ["POST /admin/api/me/password"] = new("Change one's password", "PasswordChange", Status: 204),
        ["POST /admin/api/me/second-factor"] = new("Make a key for an authenticator app", "PasswordProof", "SecondFactorSetup"),
        ["POST /admin/api/me/second-factor/confirm"] = new("Turn the second factor on by its first code", "SecondFactorCode", "RecoveryCodes"),
        ["POST /admin/api/me/second-factor/recovery-codes"] = new("Make new recovery codes", "PasswordProof", "RecoveryCodes"),
        ["POST /admin/api/me/second-factor/turn-off"] = new("Turn the second factor off", "PasswordProof", Status: 204),
        ["GET /admin/api/me/sessions"] = new("List one's sessions", null, "SignedInSession", Envelope.List),
        ["DELETE /admin/api/me/sessions"] = new("End all other sessions", Status: 204),
        ["DELETE /admin/api/me/sessions/{id}"] = new("End one of one's sessions", Status: 204),
        ["GET /admin/api/tokens"] = new("List tokens", null, "Token", Envelope.Page) { Asks = Paged },
        ["POST /admin/api/tokens"] = new("Make a token", "TokenInput", "Token", Status: 201),
        ["GET /admin/api/tokens/{id}"] = new("Read a token", null, "Token"),
        ["PUT /admin/api/tokens/{id}"] = new("Change what a token may do", "TokenInput", "Token"),
        ["POST /admin/api/tokens/{id}/regenerate"] = new("Give a token another text", "*", "Token"),
        ["DELETE /admin/api/tokens/{id}"] = new("Delete a token", Status: 204),
        ["GET /admin/api/roles"] = new("List roles", null, "Role", Envelope.List),
        ["POST /admin/api/roles"] = new("Make a role", "RoleInput", "Role", Status: 201),
        ["GET /admin/api/roles/{id}"] = new("Read a role", null, "Role"),
        ["PUT /admin/api/roles/{id}"] = new("Change a role", "RoleInput", "Role"),
        ["DELETE /admin/api/roles/{id}"] = new("Delete a role that nobody has", Status: 204),
        ["GET /admin/api/access/explain"] = new("Why a call would be refused, and what would allow it", null, "Explanation") { Asks = ["method", "path", "as"] },
        ["GET /admin/api/content-types"] = new("List content types", null, "ContentType", Envelope.Page) { Asks = Paged },
        ["POST /admin/api/content-types"] = new("Define a content type or component", "ContentTypeInput", "ContentType", Status: 201),
        ["POST /admin/api/content-types/import"] = new("Import Strapi schemas", "SchemaImport"),
        ["POST /admin/api/content-types/plan"] = new("What defining a content type would do", "ContentTypeInput", "TypePlan"),
        ["POST /admin/api/content-types/{id}/plan"] = new("What a change of a content type would do, without making it", "ContentTypeInput", "TypePlan"),
        ["GET /admin/api/content-types/{id}"] = new("Read a content type", null, "ContentType"),
        ["PUT /admin/api/content-types/{id}"] = new("Change a content type", "ContentTypeInput", "ContentType"),
        ["DELETE /admin/api/content-types/{id}"] = new("Delete a content type without entries", Status: 204),
        ["GET /admin/api/content-types/{type}/views"] = new("List one's own and shared views of a list", null, "View", Envelope.List),
        ["POST /admin/api/content-types/{type}/views"] = new("Keep a view of a list", "ViewInput", "View", Status: 201),
        ["PUT /admin/api/content-types/{type}/views/{id}"] = new("Change what the body names of a view", "ViewInput", "View"),
        ["DELETE /admin/api/content-types/{type}/views/{id}"] = new("Delete a view", Status: 204),
        ["GET /admin/api/webhooks"] = new("List webhooks", null, "Webhook", Envelope.Page) { Asks = [.. Paged, "event", "enabled", "url"] },
        ["POST /admin/api/webhooks"] = new("Make a webhook", "WebhookInput", "Webhook", Status: 201),
        ["POST /admin/api/webhooks/test"] = new("Test a webhook that is not saved", "WebhookInput", "WebhookTest"),
        ["POST /admin/api/webhooks/batch-delete"] = new("Delete webhooks", "Ids"),
        ["GET /admin/api/webhooks/{id}"] = new("Read a webhook", null, "Webhook"),
        ["PUT /admin/api/webhooks/{id}"] = new("Change a webhook", "WebhookInput", "Webhook"),
        ["PATCH /admin/api/webhooks/{id}"] = new("Change parts of a webhook", "WebhookInput", "Webhook"),
        ["DELETE /admin/api/webhooks/{id}"] = new("Delete a webhook", Status: 204),
        ["POST /admin/api/webhooks/{id}/test"] = new("Test a webhook", null, "WebhookTest"),
        ["POST /admin/api/webhooks/{id}/enable"] = new("Switch a webhook on", null, "Webhook"),
        ["POST /admin/api/webhooks/{id}/disable"] = new("Switch a webhook off", null, "Webhook"),
        ["POST /admin/api/webhooks/{id}/rotate-secret"] = new("Give a webhook a new secret", null, "Webhook"),
        ["GET /admin/api/webhooks/{id}/snippets"] = new("Code that verifies deliveries", null, "Snippet", Envelope.List),
        ["GET /admin/api/webhooks/{id}/deliveries"] = new("List deliveries", null, "Delivery", Envelope.Page) { Asks = [.. Paged, "status", "event", "entry", "after", "before"] },
        ["GET /admin/api/webhooks/deliveries/{id}"] = new("Read a delivery with its attempts", null, "Delivery"),
        ["POST /admin/api/webhooks/deliveries/{id}/redeliver"] = new("Deliver again", null, "Delivery"),
        ["GET /admin/api/webhooks/allowed-targets"] = new("List what may be called although it is not public", null, "AllowedTarget", Envelope.Page) { Asks = Paged },
        ["POST /admin/api/webhooks/allowed-targets"] = new("Open a target that is not public", "AllowedTargetInput", "AllowedTarget", Status: 201),
        ["DELETE /admin/api/webhooks/allowed-targets/{id}"] = new("Close an opened target", Status: 204),
        ["POST /hooks/{slug}"] = new("Tell an incoming hook", "HookBody", "HookOutcome", Status: 202) { BareBody = true },
        ["GET /admin/api/hooks"] = new("List incoming hooks", null, "Hook", Envelope.Page) { Asks = Paged },
        ["POST /admin/api/hooks"] = new("Make an incoming hook", "HookInput", "Hook", Status: 201),
        ["GET /admin/api/hooks/{id}"] = new("Read an incoming hook", null, "Hook"),
        ["PUT /admin/api/hooks/{id}"] = new("Change an incoming hook", "HookInput", "Hook"),
        ["PATCH /admin/api/hooks/{id}"] = new("Change parts of an incoming hook", "*", "Hook"),
        ["DELETE /admin/api/hooks/{id}"] = new("Delete an incoming hook", Status: 204),
        ["POST /admin/api/hooks/{id}/rotate-secret"] = new("Give an incoming hook a new secret", "*", "Hook"),
        ["GET /admin/api/hooks/{id}/calls"] = new("List the last calls of a hook", null, "HookCall", Envelope.Page) { Asks = Paged },
        ["GET /admin/api/inboxes"] = new("List one's inboxes", null, "Inbox", Envelope.Page) { Asks = Paged },
        ["POST /admin/api/inboxes"] = new("Make an inbox", "InboxInput", "Inbox", Status: 201),
        ["GET /admin/api/inboxes/{id}"] = new("Read an inbox", null, "Inbox"),
        ["PATCH /admin/api/inboxes/{id}"] = new("Change the secret or the answer of an inbox", "InboxChange", "Inbox"),
        ["DELETE /admin/api/inboxes/{id}"] = new("Delete an inbox", Status: 204),
        ["POST /admin/api/inboxes/{id}/webhook"] = new("Make a webhook to an inbox", "*", Status: 201),
        ["GET /admin/api/inboxes/{id}/requests"] = new("List what came into an inbox", null, "InboxRequest", Envelope.Page) { Asks = Paged },
        ["DELETE /admin/api/inboxes/{id}/requests"] = new("Empty an inbox", Status: 204),
        ["GET /admin/api/inboxes/{id}/requests/{request}"] = new("Read a request with its headers and body", null, "InboxRequest"),
        ["GET /admin/api/inboxes/{id}/requests/{request}/differences/{other}"] = new("Compare two requests"),
        ["GET /admin/api/events"] = new("Read the event log", null, "Event", Envelope.Feed) { Asks = ["after", "model", "event", "entry", "wait", "limit"] },
        ["GET /admin/api/events/stream"] = new("Follow the event log", null, null, Envelope.Stream) { Asks = ["after", "model", "event", "entry"] },
        ["GET /admin/api/events/catalog"] = new("Every event with schema and example", null, "EventKind", Envelope.List) { Asks = ["event", "model"] },
        ["GET /admin/api/events/{id}/deliveries"] = new("What an event set off at each webhook", null, "Triggered"),
        ["GET /admin/api/audit"] = new("Read the audit log, newest first", null, "AuditEntry", Envelope.Feed) { Asks = ["actor", "action", "subject", "from", "to", "text", "before", "limit"] },
        ["GET /admin/api/audit/export"] = new("The audit log as CSV or JSON lines", null, null, Envelope.Bytes) { Asks = ["format", "actor", "action", "subject", "from", "to", "text"] },
        ["GET /admin/api/jobs"] = new("What waits, runs and failed, and what is kept for how long", null, "Jobs"),
        ["GET /admin/api/settings/retention"] = new("How long things are kept", null, "RetentionTime", Envelope.List),
        ["PUT /admin/api/settings/retention"] = new("Change how long things are kept", "RetentionInput", "RetentionTime", Envelope.List),
        ["POST /admin/api/settings/retention/plan"] = new("How many rows a change would remove, without making it", "RetentionInput", "RetentionPlan"),
        ["POST /api/events/{name}"] = new("Raise an event of one's own", "*", "RaisedEvent", Status: 202),
        ["POST /api/changesets"] = new("Several writes, all or none", "Changeset", "ChangesetResult"),
        ["POST /api/upload"] = new("Upload files; with id, describe or replace one", "multipart", "File", Envelope.BareList, 201) { Asks = ["id"] },
        ["GET /api/upload/files"] = new("List files", null, "File", Envelope.BareList) { Query = ContentQuery.OfFiles },
        ["GET /api/upload/files/page"] = new("List files in pages", null, "File", Envelope.Page) { Query = ContentQuery.OfFiles },
        ["GET /api/upload/files/{id}"] = new("Read a file's data", null, "File", Envelope.Bare) { Query = ContentQuery.OfFile },
        ["DELETE /api/upload/files/{id}"] = new("Delete a file", null, "File", Envelope.Bare),
        ["GET /uploads/{file}"] = new("Download a file", null, null, Envelope.Bytes),
        ["HEAD /uploads/{file}"] = new("Ask about a file", null, null, Envelope.Bytes),
        ["GET /admin/api/media/folders"] = new("List folders", null, "Folder", Envelope.List),
        ["POST /admin/api/media/folders"] = new("Make a folder", "Folder", "Folder", Status: 201),
        ["PUT /admin/api/media/folders/{id}"] = new("Rename or move a folder", "*", "Folder"),
        ["DELETE /admin/api/media/folders/{id}"] = new("Delete a folder", Status: 204),
        ["POST /admin/api/media/move"] = new("Move files", "*"),
        ["POST /admin/api/media/delete"] = new("Delete files", "Ids"),
        ["GET /admin/api/media/{id}/duplicates"] = new("Files with the same bytes"),
        ["GET /admin/api/trash"] = new("List deleted entries", null, "Trashed", Envelope.Page) { Asks = [.. Paged, "model"] },
        ["POST /admin/api/trash/{id}/restore"] = new("Bring a deleted entry back"),
        ["DELETE /admin/api/trash/{id}"] = new("Delete an entry for good", Status: 204),
        ["GET /openapi.json"] = new("This description", null, null, Envelope.Bare),
        ["GET /health/live"] = new("Whether the process lives", null, null, Envelope.Words),
        ["GET /health/ready"] = new("Whether it can serve", null, null, Envelope.Words),
        ["GET /metrics"] = new("The server's numbers as Prometheus text", null, null, Envelope.Words),
    };

    /// <summary>The body needs no <c>data</c> around it.</summary>
    public bool BareBody { get; init; }

    /// <summary>Parameters of the query language.</summary>
    public IReadOnlyList<string> Query { get; init; } = [];

    /// <summary>What is known of a route; something general for one that is not.</summary>
    public static Deed Of(HttpMethod method, string path) => Known.GetValueOrDefault($"{method} {path}")
        ?? new($"{method} {path}", method == HttpMethod.Post || method == HttpMethod.Put || method == HttpMethod.Patch ? "*" : null);
}

/// <summary>What stands around an answer.</summary>
internal enum Envelope
{
    /// <summary><c>{data, meta}</c></summary>
    One,

    /// <summary><c>{data: […], meta}</c></summary>
    List,

    /// <summary><c>{data: […], meta: {pagination}}</c></summary>
    Page,

    /// <summary><c>{data: […], meta: {cursor}}</c></summary>
    Feed,

    /// <summary>Nothing.</summary>
    Bare,

    /// <summary>Nothing, around a list.</summary>
    BareList,

    /// <summary>Server-sent events.</summary>
    Stream,

    /// <summary>A file.</summary>
    Bytes,

    /// <summary>Plain text.</summary>
    Words,
}
