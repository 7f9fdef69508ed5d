using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ContentHub.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class WebhooksAndHooks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_deliveries_event_id",
                table: "deliveries");

            migrationBuilder.DropIndex(
                name: "IX_deliveries_webhook_id_subject_id",
                table: "deliveries");

            migrationBuilder.CreateSequence(
                name: "allowed_target_ids");

            migrationBuilder.CreateSequence(
                name: "hook_call_ids");

            migrationBuilder.CreateSequence(
                name: "hook_ids");

            migrationBuilder.CreateSequence(
                name: "inbox_ids");

            migrationBuilder.CreateSequence(
                name: "inbox_request_ids");

            migrationBuilder.CreateSequence(
                name: "replay_ids");

            migrationBuilder.AddColumn<string>(
                name: "filter",
                table: "webhooks",
                type: "character varying(4096)",
                maxLength: 4096,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "method",
                table: "webhooks",
                type: "character varying(8)",
                maxLength: 8,
                nullable: false,
                defaultValue: "POST");

            migrationBuilder.AddColumn<long>(
                name: "off_since",
                table: "webhooks",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "rate_per_minute",
                table: "webhooks",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "template",
                table: "webhooks",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "body",
                table: "deliveries",
                type: "bytea",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_replay",
                table: "deliveries",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "allowed_targets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    network = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    host = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    port = table.Column<int>(type: "integer", nullable: true),
                    reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    author = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_allowed_targets", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "hooks",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    slug = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    scheme = table.Column<int>(type: "integer", nullable: false),
                    token_name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    id_header = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    mapping = table.Column<string>(type: "jsonb", nullable: true),
                    @sealed = table.Column<string>(name: "sealed", type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_hooks", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "inboxes",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(85)", maxLength: 85, nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: false),
                    answer = table.Column<string>(type: "jsonb", nullable: true),
                    @sealed = table.Column<string>(name: "sealed", type: "text", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_inboxes", x => x.id);
                    table.ForeignKey(
                        name: "FK_inboxes_users_owner_id",
                        column: x => x.owner_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "replays",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    webhook_id = table.Column<long>(type: "bigint", nullable: false),
                    only = table.Column<int>(type: "integer", nullable: false),
                    after = table.Column<long>(type: "bigint", nullable: true),
                    before = table.Column<long>(type: "bigint", nullable: false),
                    events = table.Column<string>(type: "jsonb", nullable: false),
                    models = table.Column<string>(type: "jsonb", nullable: false),
                    fresh_body = table.Column<bool>(type: "boolean", nullable: false),
                    per_minute = table.Column<int>(type: "integer", nullable: true),
                    status = table.Column<int>(type: "integer", nullable: false),
                    cursor = table.Column<long>(type: "bigint", nullable: false),
                    until = table.Column<long>(type: "bigint", nullable: false),
                    queued = table.Column<int>(type: "integer", nullable: false),
                    skipped = table.Column<int>(type: "integer", nullable: false),
                    actor = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    finished_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_replays", x => x.id);
                    table.ForeignKey(
                        name: "FK_replays_webhooks_webhook_id",
                        column: x => x.webhook_id,
                        principalTable: "webhooks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "webhook_health",
                columns: table => new
                {
                    webhook_id = table.Column<long>(type: "bigint", nullable: false),
                    failing_since = table.Column<long>(type: "bigint", nullable: false),
                    failures = table.Column<int>(type: "integer", nullable: false),
                    paused_until = table.Column<long>(type: "bigint", nullable: true),
                    pause = table.Column<long>(type: "bigint", nullable: false),
                    told = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhook_health", x => x.webhook_id);
                    table.ForeignKey(
                        name: "FK_webhook_health_webhooks_webhook_id",
                        column: x => x.webhook_id,
                        principalTable: "webhooks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "hook_calls",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    hook_id = table.Column<long>(type: "bigint", nullable: false),
                    received_at = table.Column<long>(type: "bigint", nullable: false),
                    outcome = table.Column<int>(type: "integer", nullable: false),
                    verdict = table.Column<int>(type: "integer", nullable: false),
                    detail = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    message_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    event_id = table.Column<long>(type: "bigint", nullable: true),
                    document_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    body = table.Column<byte[]>(type: "bytea", nullable: false),
                    body_bytes = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_hook_calls", x => x.id);
                    table.ForeignKey(
                        name: "FK_hook_calls_hooks_hook_id",
                        column: x => x.hook_id,
                        principalTable: "hooks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "hook_messages",
                columns: table => new
                {
                    hook_id = table.Column<long>(type: "bigint", nullable: false),
                    message_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    seen_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_hook_messages", x => new { x.hook_id, x.message_id });
                    table.ForeignKey(
                        name: "FK_hook_messages_hooks_hook_id",
                        column: x => x.hook_id,
                        principalTable: "hooks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "inbox_requests",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    inbox_id = table.Column<long>(type: "bigint", nullable: false),
                    received_at = table.Column<long>(type: "bigint", nullable: false),
                    method = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    body = table.Column<byte[]>(type: "bytea", nullable: false),
                    truncated = table.Column<bool>(type: "boolean", nullable: false),
                    standard = table.Column<int>(type: "integer", nullable: true),
                    github = table.Column<int>(type: "integer", nullable: true),
                    answered = table.Column<string>(type: "jsonb", nullable: false),
                    @sealed = table.Column<string>(name: "sealed", type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_inbox_requests", x => x.id);
                    table.ForeignKey(
                        name: "FK_inbox_requests_inboxes_inbox_id",
                        column: x => x.inbox_id,
                        principalTable: "inboxes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_event_id_webhook_id",
                table: "deliveries",
                columns: new[] { "event_id", "webhook_id" });

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_webhook_id_subject_event_id",
                table: "deliveries",
                columns: new[] { "webhook_id", "subject", "event_id" },
                filter: "status = 0");

            migrationBuilder.CreateIndex(
                name: "IX_hook_calls_hook_id_id",
                table: "hook_calls",
                columns: new[] { "hook_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_hook_messages_seen_at",
                table: "hook_messages",
                column: "seen_at");

            migrationBuilder.CreateIndex(
                name: "IX_hooks_slug",
                table: "hooks",
                column: "slug",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_inbox_requests_inbox_id_id",
                table: "inbox_requests",
                columns: new[] { "inbox_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_inboxes_name",
                table: "inboxes",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_inboxes_owner_id",
                table: "inboxes",
                column: "owner_id");

            migrationBuilder.CreateIndex(
                name: "IX_replays_webhook_id_id",
                table: "replays",
                columns: new[] { "webhook_id", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "allowed_targets");

            migrationBuilder.DropTable(
                name: "hook_calls");

            migrationBuilder.DropTable(
                name: "hook_messages");

            migrationBuilder.DropTable(
                name: "inbox_requests");

            migrationBuilder.DropTable(
                name: "replays");

            migrationBuilder.DropTable(
                name: "webhook_health");

            migrationBuilder.DropTable(
                name: "hooks");

            migrationBuilder.DropTable(
                name: "inboxes");

            migrationBuilder.DropIndex(
                name: "IX_deliveries_event_id_webhook_id",
                table: "deliveries");

            migrationBuilder.DropIndex(
                name: "IX_deliveries_webhook_id_subject_event_id",
                table: "deliveries");

            migrationBuilder.DropColumn(
                name: "filter",
                table: "webhooks");

            migrationBuilder.DropColumn(
                name: "method",
                table: "webhooks");

            migrationBuilder.DropColumn(
                name: "off_since",
                table: "webhooks");

            migrationBuilder.DropColumn(
                name: "rate_per_minute",
                table: "webhooks");

            migrationBuilder.DropColumn(
                name: "template",
                table: "webhooks");

            migrationBuilder.DropColumn(
                name: "body",
                table: "deliveries");

            migrationBuilder.DropColumn(
                name: "is_replay",
                table: "deliveries");

            migrationBuilder.DropSequence(
                name: "allowed_target_ids");

            migrationBuilder.DropSequence(
                name: "hook_call_ids");

            migrationBuilder.DropSequence(
                name: "hook_ids");

            migrationBuilder.DropSequence(
                name: "inbox_ids");

            migrationBuilder.DropSequence(
                name: "inbox_request_ids");

            migrationBuilder.DropSequence(
                name: "replay_ids");

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_event_id",
                table: "deliveries",
                column: "event_id");

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_webhook_id_subject_id",
                table: "deliveries",
                columns: new[] { "webhook_id", "subject", "id" },
                filter: "status = 0");
        }
    }
}
