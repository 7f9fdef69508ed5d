using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ContentHub.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class OpenId : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "open_id_issuer",
                table: "users",
                type: "TEXT",
                maxLength: 500,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "open_id_subject",
                table: "users",
                type: "TEXT",
                maxLength: 255,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_users_open_id_issuer_open_id_subject",
                table: "users",
                columns: new[] { "open_id_issuer", "open_id_subject" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_users_open_id_issuer_open_id_subject",
                table: "users");

            migrationBuilder.DropColumn(
                name: "open_id_issuer",
                table: "users");

            migrationBuilder.DropColumn(
                name: "open_id_subject",
                table: "users");
        }
    }
}
