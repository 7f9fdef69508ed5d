using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ContentHub.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class SearchIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("CREATE INDEX ix_search_texts_trigrams ON search_texts USING gin (text gin_trgm_ops);");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP INDEX ix_search_texts_trigrams;");
        }
    }
}
