using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ContentHub.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class MediaDetails : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateSequence(
                name: "media_folder_ids");

            migrationBuilder.AddColumn<string>(
                name: "alternative_text",
                table: "media_assets",
                type: "character varying(1000)",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "caption",
                table: "media_assets",
                type: "character varying(2000)",
                maxLength: 2000,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "folder_id",
                table: "media_assets",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "formats",
                table: "media_assets",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "height",
                table: "media_assets",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "revision",
                table: "media_assets",
                type: "character varying(8)",
                maxLength: 8,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "width",
                table: "media_assets",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "media_folders",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    parent_id = table.Column<long>(type: "bigint", nullable: true)
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

            migrationBuilder.DropSequence(
                name: "media_folder_ids");
        }
    }
}
