using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ContentHub.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class WebhookShaping : Migration
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

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_event_id_webhook_id",
                table: "deliveries",
                columns: new[] { "event_id", "webhook_id" });

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_webhook_id_subject_event_id",
                table: "deliveries",
                columns: new[] { "webhook_id", "subject", "event_id" },
                filter: "status = 0");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "webhook_health");

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
