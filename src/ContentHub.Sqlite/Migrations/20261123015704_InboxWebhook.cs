using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ContentHub.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class InboxWebhook : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "webhook_id",
                table: "inboxes",
                type: "INTEGER",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "webhook_id",
                table: "inboxes");
        }
    }
}
