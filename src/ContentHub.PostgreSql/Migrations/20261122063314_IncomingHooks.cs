using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ContentHub.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class IncomingHooks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateSequence(
                name: "hook_call_ids");

            migrationBuilder.CreateSequence(
                name: "hook_ids");

            migrationBuilder.CreateSequence(
                name: "inbox_ids");

            migrationBuilder.CreateSequence(
                name: "inbox_request_ids");

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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "hook_calls");

            migrationBuilder.DropTable(
                name: "hook_messages");

            migrationBuilder.DropTable(
                name: "inbox_requests");

            migrationBuilder.DropTable(
                name: "hooks");

            migrationBuilder.DropTable(
                name: "inboxes");

            migrationBuilder.DropSequence(
                name: "hook_call_ids");

            migrationBuilder.DropSequence(
                name: "hook_ids");

            migrationBuilder.DropSequence(
                name: "inbox_ids");

            migrationBuilder.DropSequence(
                name: "inbox_request_ids");
        }
    }
}
