using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ContentHub.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class MediaDetails : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "alternative_text",
                table: "media_assets",
                type: "TEXT",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "caption",
                table: "media_assets",
                type: "TEXT",
                maxLength: 2000,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "folder_id",
                table: "media_assets",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "formats",
                table: "media_assets",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "height",
                table: "media_assets",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "revision",
                table: "media_assets",
                type: "TEXT",
                maxLength: 8,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "width",
                table: "media_assets",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "media_folders",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    parent_id = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_media_folders", x => x.id);
                    table.ForeignKey(
                        name: "FK_media_folders_media_folders_parent_id",
                        column: x => x.parent_id,
                        principalTable: "media_folders",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_media_assets_folder_id",
                table: "media_assets",
                column: "folder_id");

            migrationBuilder.CreateIndex(
                name: "IX_media_folders_parent_id_name",
                table: "media_folders",
                columns: new[] { "parent_id", "name" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "media_folders");

            migrationBuilder.DropIndex(
                name: "IX_media_assets_folder_id",
                table: "media_assets");

            migrationBuilder.DropColumn(
                name: "alternative_text",
                table: "media_assets");

            migrationBuilder.DropColumn(
                name: "caption",
                table: "media_assets");

            migrationBuilder.DropColumn(
                name: "folder_id",
                table: "media_assets");

            migrationBuilder.DropColumn(
                name: "formats",
                table: "media_assets");

            migrationBuilder.DropColumn(
                name: "height",
                table: "media_assets");

            migrationBuilder.DropColumn(
                name: "revision",
                table: "media_assets");

            migrationBuilder.DropColumn(
                name: "width",
                table: "media_assets");
        }
    }
}
