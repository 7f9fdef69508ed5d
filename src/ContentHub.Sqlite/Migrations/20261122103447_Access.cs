using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace ContentHub.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Access : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "role_id",
                table: "users",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1L);

            migrationBuilder.AddColumn<string>(
                name: "created_by",
                table: "trashed_entries",
                type: "TEXT",
                maxLength: 64,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "created_by",
                table: "entries",
                type: "TEXT",
                maxLength: 64,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "made_by",
                table: "api_tokens",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "rights",
                table: "api_tokens",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "roles",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    description = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    rights = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_roles", x => x.id);
                });

            migrationBuilder.InsertData(
                table: "roles",
                columns: new[] { "id", "created_at", "description", "name", "rights" },
                values: new object[,]
                {
                    { 1L, 0L, "May do everything.", "Owner", "{\"General\":[],\"Types\":{}}" },
                    { 2L, 0L, "Writes and publishes all content.", "Editor", "{\"General\":[\"media.read\",\"media.write\",\"events.read\"],\"Types\":{\"0\":{\"entries.read\":{\"Own\":false},\"entries.create\":{\"Own\":false},\"entries.update\":{\"Own\":false},\"entries.delete\":{\"Own\":false},\"entries.publish\":{\"Own\":false}}}}" },
                    { 3L, 0L, "Writes content of their own, which editors publish.", "Author", "{\"General\":[\"media.read\",\"media.write\"],\"Types\":{\"0\":{\"entries.read\":{\"Own\":false},\"entries.create\":{\"Own\":false},\"entries.update\":{\"Own\":true},\"entries.delete\":{\"Own\":true}}}}" },
                    { 4L, 0L, "What the API answers without credentials.", "Public", "{\"General\":[],\"Types\":{}}" }
                });

            migrationBuilder.CreateIndex(
                name: "IX_users_role_id",
                table: "users",
                column: "role_id");

            migrationBuilder.CreateIndex(
                name: "IX_api_tokens_made_by",
                table: "api_tokens",
                column: "made_by");

            migrationBuilder.CreateIndex(
                name: "IX_roles_name",
                table: "roles",
                column: "name",
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "FK_api_tokens_users_made_by",
                table: "api_tokens",
                column: "made_by",
                principalTable: "users",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "FK_users_roles_role_id",
                table: "users",
                column: "role_id",
                principalTable: "roles",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_api_tokens_users_made_by",
                table: "api_tokens");

            migrationBuilder.DropForeignKey(
                name: "FK_users_roles_role_id",
                table: "users");

            migrationBuilder.DropTable(
                name: "roles");

            migrationBuilder.DropIndex(
                name: "IX_users_role_id",
                table: "users");

            migrationBuilder.DropIndex(
                name: "IX_api_tokens_made_by",
                table: "api_tokens");

            migrationBuilder.DropColumn(
                name: "role_id",
                table: "users");

            migrationBuilder.DropColumn(
                name: "created_by",
                table: "trashed_entries");

            migrationBuilder.DropColumn(
                name: "created_by",
                table: "entries");

            migrationBuilder.DropColumn(
                name: "made_by",
                table: "api_tokens");

            migrationBuilder.DropColumn(
                name: "rights",
                table: "api_tokens");
        }
    }
}
