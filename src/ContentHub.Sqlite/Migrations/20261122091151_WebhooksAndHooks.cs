using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ContentHub.Sqlite.Migrations
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

            migrationBuilder.AddColumn<string>(
                name: "filter",
                table: "webhooks",
                type: "TEXT",
                maxLength: 4096,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "method",
                table: "webhooks",
                type: "TEXT",
                maxLength: 8,
                nullable: false,
                defaultValue: "POST");

            migrationBuilder.AddColumn<long>(
                name: "off_since",
                table: "webhooks",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "rate_per_minute",
                table: "webhooks",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "template",
                table: "webhooks",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "body",
                table: "deliveries",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_replay",
                table: "deliveries",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "allowed_targets",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    network = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    host = table.Column<string>(type: "TEXT", maxLength: 255, nullable: true),
                    port = table.Column<int>(type: "INTEGER", nullable: true),
                    reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    author = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_allowed_targets", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "hooks",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    slug = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    scheme = table.Column<int>(type: "INTEGER", nullable: false),
                    token_name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    id_header = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    enabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    mapping = table.Column<string>(type: "TEXT", nullable: true),
                    @sealed = table.Column<string>(name: "sealed", type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_hooks", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "inboxes",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 85, nullable: false),
                    owner_id = table.Column<long>(type: "INTEGER", nullable: false),
                    answer = table.Column<string>(type: "TEXT", nullable: true),
                    @sealed = table.Column<string>(name: "sealed", type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
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
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    webhook_id = table.Column<long>(type: "INTEGER", nullable: false),
                    only = table.Column<int>(type: "INTEGER", nullable: false),
                    after = table.Column<long>(type: "INTEGER", nullable: true),
                    before = table.Column<long>(type: "INTEGER", nullable: false),
                    events = table.Column<string>(type: "TEXT", nullable: false),
                    models = table.Column<string>(type: "TEXT", nullable: false),
                    fresh_body = table.Column<bool>(type: "INTEGER", nullable: false),
                    per_minute = table.Column<int>(type: "INTEGER", nullable: true),
                    status = table.Column<int>(type: "INTEGER", nullable: false),
                    cursor = table.Column<long>(type: "INTEGER", nullable: false),
                    until = table.Column<long>(type: "INTEGER", nullable: false),
                    queued = table.Column<int>(type: "INTEGER", nullable: false),
                    skipped = table.Column<int>(type: "INTEGER", nullable: false),
                    actor = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true)
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
                    webhook_id = table.Column<long>(type: "INTEGER", nullable: false),
                    failing_since = table.Column<long>(type: "INTEGER", nullable: false),
                    failures = table.Column<int>(type: "INTEGER", nullable: false),
                    paused_until = table.Column<long>(type: "INTEGER", nullable: true),
                    pause = table.Column<long>(type: "INTEGER", nullable: false),
                    told = table.Column<bool>(type: "INTEGER", nullable: false)
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
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    hook_id = table.Column<long>(type: "INTEGER", nullable: false),
                    received_at = table.Column<long>(type: "INTEGER", nullable: false),
                    outcome = table.Column<int>(type: "INTEGER", nullable: false),
                    verdict = table.Column<int>(type: "INTEGER", nullable: false),
                    detail = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    message_id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    event_id = table.Column<long>(type: "INTEGER", nullable: true),
                    document_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    body = table.Column<byte[]>(type: "BLOB", nullable: false),
                    body_bytes = table.Column<int>(type: "INTEGER", nullable: false)
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
                    hook_id = table.Column<long>(type: "INTEGER", nullable: false),
                    message_id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    seen_at = table.Column<long>(type: "INTEGER", nullable: false)
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
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    inbox_id = table.Column<long>(type: "INTEGER", nullable: false),
                    received_at = table.Column<long>(type: "INTEGER", nullable: false),
                    method = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    body = table.Column<byte[]>(type: "BLOB", nullable: false),
                    truncated = table.Column<bool>(type: "INTEGER", nullable: false),
                    standard = table.Column<int>(type: "INTEGER", nullable: true),
                    github = table.Column<int>(type: "INTEGER", nullable: true),
                    answered = table.Column<string>(type: "TEXT", nullable: false),
                    @sealed = table.Column<string>(name: "sealed", type: "TEXT", nullable: false)
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
