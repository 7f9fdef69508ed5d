using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ContentHub.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class SearchIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // EF knows no virtual tables. Texts are folded before they are stored, so the index need not fold again.
            migrationBuilder.Sql("CREATE VIRTUAL TABLE search_index USING fts5(text, content='search_texts', content_rowid='id', tokenize='trigram case_sensitive 1');");
            migrationBuilder.Sql("CREATE TRIGGER search_texts_insert AFTER INSERT ON search_texts BEGIN INSERT INTO search_index(rowid, text) VALUES (new.id, new.text); END;");
            migrationBuilder.Sql("CREATE TRIGGER search_texts_delete AFTER DELETE ON search_texts BEGIN INSERT INTO search_index(search_index, rowid, text) VALUES ('delete', old.id, old.text); END;");
            migrationBuilder.Sql("CREATE TRIGGER search_texts_update AFTER UPDATE OF text ON search_texts BEGIN INSERT INTO search_index(search_index, rowid, text) VALUES ('delete', old.id, old.text); INSERT INTO search_index(rowid, text) VALUES (new.id, new.text); END;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TRIGGER search_texts_insert; DROP TRIGGER search_texts_delete; DROP TRIGGER search_texts_update; DROP TABLE search_index;");
        }
    }
}
