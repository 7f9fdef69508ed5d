using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace ContentHub.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterDatabase()
                .Annotation("Npgsql:PostgresExtension:pg_trgm", ",,");

            migrationBuilder.CreateSequence(
                name: "api_token_ids");

            migrationBuilder.CreateSequence(
                name: "attempt_ids");

            migrationBuilder.CreateSequence(
                name: "component_item_ids");

            migrationBuilder.CreateSequence(
                name: "content_attribute_ids");

            migrationBuilder.CreateSequence(
                name: "content_type_ids");

            migrationBuilder.CreateSequence(
                name: "delivery_ids");

            migrationBuilder.CreateSequence(
                name: "entry_ids");

            migrationBuilder.CreateSequence(
                name: "entry_schedule_ids");

            migrationBuilder.CreateSequence(
                name: "event_ids");

            migrationBuilder.CreateSequence(
                name: "media_asset_ids");

            migrationBuilder.CreateSequence(
                name: "user_ids");

            migrationBuilder.CreateSequence(
                name: "webhook_ids");

            migrationBuilder.CreateTable(
                name: "api_tokens",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    type = table.Column<int>(type: "integer", nullable: false),
                    hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    prefix = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: true),
                    last_used_at = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_api_tokens", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "cache_stamps",
                columns: table => new
                {
                    name = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    stamp = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cache_stamps", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "content_types",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    plural = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    display_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    draft_and_publish = table.Column<bool>(type: "boolean", nullable: false),
                    searchable = table.Column<bool>(type: "boolean", nullable: false),
                    attributes = table.Column<string>(type: "jsonb", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_content_types", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "entry_relations",
                columns: table => new
                {
                    source_id = table.Column<long>(type: "bigint", nullable: false),
                    locale = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    stage = table.Column<int>(type: "integer", nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: false),
                    attribute_id = table.Column<long>(type: "bigint", nullable: false),
                    target_id = table.Column<long>(type: "bigint", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    target_position = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_entry_relations", x => new { x.source_id, x.locale, x.stage, x.owner_id, x.attribute_id, x.target_id });
                });

            migrationBuilder.CreateTable(
                name: "entry_schedules",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    entry_id = table.Column<long>(type: "bigint", nullable: false),
                    locale = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    type_id = table.Column<long>(type: "bigint", nullable: false),
                    action = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    actor = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    done_at = table.Column<long>(type: "bigint", nullable: true),
                    fault = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_entry_schedules", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "entry_unique",
                columns: table => new
                {
                    attribute_id = table.Column<long>(type: "bigint", nullable: false),
                    locale = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    stage = table.Column<int>(type: "integer", nullable: false),
                    value = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    entry_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_entry_unique", x => new { x.attribute_id, x.locale, x.stage, x.value });
                });

            migrationBuilder.CreateTable(
                name: "events",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    uid = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    name = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    model = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    subject = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    actor = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    body = table.Column<byte[]>(type: "bytea", nullable: false),
                    thin_body = table.Column<byte[]>(type: "bytea", nullable: true),
                    snapshot = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_events", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "id_counters",
                columns: table => new
                {
                    kind = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    last = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_id_counters", x => x.kind);
                });

            migrationBuilder.CreateTable(
                name: "index_numbers",
                columns: table => new
                {
                    entry_id = table.Column<long>(type: "bigint", nullable: false),
                    attribute_id = table.Column<long>(type: "bigint", nullable: false),
                    locale = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    stage = table.Column<int>(type: "integer", nullable: false),
                    value = table.Column<double>(type: "double precision", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_index_numbers", x => new { x.entry_id, x.attribute_id, x.locale, x.stage });
                });

            migrationBuilder.CreateTable(
                name: "index_texts",
                columns: table => new
                {
                    entry_id = table.Column<long>(type: "bigint", nullable: false),
                    attribute_id = table.Column<long>(type: "bigint", nullable: false),
                    locale = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    stage = table.Column<int>(type: "integer", nullable: false),
                    value = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_index_texts", x => new { x.entry_id, x.attribute_id, x.locale, x.stage });
                });

            migrationBuilder.CreateTable(
                name: "media_assets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    document_id = table.Column<string>(type: "character varying(24)", maxLength: 24, nullable: false),
                    name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    hash = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    sha256 = table.Column<string>(type: "character varying(43)", maxLength: 43, nullable: false),
                    ext = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    mime = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_media_assets", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "protection_keys",
                columns: table => new
                {
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    xml = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_protection_keys", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "search_texts",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    entry_id = table.Column<long>(type: "bigint", nullable: false),
                    locale = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    stage = table.Column<int>(type: "integer", nullable: false),
                    type_id = table.Column<long>(type: "bigint", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_search_texts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "trashed_entries",
                columns: table => new
                {
                    entry_id = table.Column<long>(type: "bigint", nullable: false),
                    locale = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    type_id = table.Column<long>(type: "bigint", nullable: false),
                    document_id = table.Column<string>(type: "character varying(24)", maxLength: 24, nullable: false),
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    actor = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    deleted_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_trashed_entries", x => new { x.entry_id, x.locale });
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    normalized_email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    password_hash = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: true),
                    security_stamp = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    access_failed_count = table.Column<int>(type: "integer", nullable: false),
                    lockout_end = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_users", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "webhooks",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    url = table.Column<string>(type: "character varying(2048)", maxLength: 2048, nullable: false),
                    events = table.Column<string>(type: "jsonb", nullable: false),
                    models = table.Column<string>(type: "jsonb", nullable: false),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    disabled_reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    timeout = table.Column<long>(type: "bigint", nullable: false),
                    concurrency = table.Column<int>(type: "integer", nullable: false),
                    schedule = table.Column<string>(type: "jsonb", nullable: true),
                    @sealed = table.Column<string>(name: "sealed", type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhooks", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "entries",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    locale = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    stage = table.Column<int>(type: "integer", nullable: false),
                    document_id = table.Column<string>(type: "character varying(24)", maxLength: 24, nullable: false),
                    type_id = table.Column<long>(type: "bigint", nullable: false),
                    data = table.Column<string>(type: "jsonb", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false),
                    published_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_entries", x => new { x.id, x.locale, x.stage });
                    table.ForeignKey(
                        name: "FK_entries_content_types_type_id",
                        column: x => x.type_id,
                        principalTable: "content_types",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "media_links",
                columns: table => new
                {
                    asset_id = table.Column<long>(type: "bigint", nullable: false),
                    entry_id = table.Column<long>(type: "bigint", nullable: false),
                    locale = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    stage = table.Column<int>(type: "integer", nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: false),
                    attribute_id = table.Column<long>(type: "bigint", nullable: false),
                    type_id = table.Column<long>(type: "bigint", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_media_links", x => new { x.entry_id, x.locale, x.stage, x.owner_id, x.attribute_id, x.asset_id });
                    table.ForeignKey(
                        name: "FK_media_links_media_assets_asset_id",
                        column: x => x.asset_id,
                        principalTable: "media_assets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "deliveries",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    webhook_id = table.Column<long>(type: "bigint", nullable: false),
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    subject = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    status = table.Column<int>(type: "integer", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    failures = table.Column<int>(type: "integer", nullable: false),
                    next_attempt_at = table.Column<long>(type: "bigint", nullable: false),
                    failing_since = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    finished_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deliveries", x => x.id);
                    table.ForeignKey(
                        name: "FK_deliveries_events_event_id",
                        column: x => x.event_id,
                        principalTable: "events",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_deliveries_webhooks_webhook_id",
                        column: x => x.webhook_id,
                        principalTable: "webhooks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "lane_leases",
                columns: table => new
                {
                    webhook_id = table.Column<long>(type: "bigint", nullable: false),
                    owner = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    until = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lane_leases", x => x.webhook_id);
                    table.ForeignKey(
                        name: "FK_lane_leases_webhooks_webhook_id",
                        column: x => x.webhook_id,
                        principalTable: "webhooks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "attempts",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    delivery_id = table.Column<long>(type: "bigint", nullable: false),
                    webhook_id = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    started_at = table.Column<long>(type: "bigint", nullable: false),
                    duration = table.Column<long>(type: "bigint", nullable: false),
                    status_code = table.Column<int>(type: "integer", nullable: true),
                    error = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    error_message = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    request_headers = table.Column<string>(type: "text", nullable: false),
                    response_headers = table.Column<string>(type: "text", nullable: false),
                    response_body = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_attempts", x => x.id);
                    table.ForeignKey(
                        name: "FK_attempts_deliveries_delivery_id",
                        column: x => x.delivery_id,
                        principalTable: "deliveries",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_api_tokens_hash",
                table: "api_tokens",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_api_tokens_name",
                table: "api_tokens",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_attempts_delivery_id_number",
                table: "attempts",
                columns: new[] { "delivery_id", "number" });

            migrationBuilder.CreateIndex(
                name: "IX_attempts_webhook_id_id",
                table: "attempts",
                columns: new[] { "webhook_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_content_types_name",
                table: "content_types",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_content_types_plural",
                table: "content_types",
                column: "plural",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_event_id",
                table: "deliveries",
                column: "event_id");

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_webhook_id_id",
                table: "deliveries",
                columns: new[] { "webhook_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_webhook_id_next_attempt_at_id",
                table: "deliveries",
                columns: new[] { "webhook_id", "next_attempt_at", "id" },
                filter: "status = 0");

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_webhook_id_subject_id",
                table: "deliveries",
                columns: new[] { "webhook_id", "subject", "id" },
                filter: "status = 0");

            migrationBuilder.CreateIndex(
                name: "IX_entries_document_id_locale_stage",
                table: "entries",
                columns: new[] { "document_id", "locale", "stage" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_entries_type_id_locale_stage_created_at_id",
                table: "entries",
                columns: new[] { "type_id", "locale", "stage", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_entries_type_id_locale_stage_id",
                table: "entries",
                columns: new[] { "type_id", "locale", "stage", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_entries_type_id_locale_stage_updated_at_id",
                table: "entries",
                columns: new[] { "type_id", "locale", "stage", "updated_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_entry_relations_target_id_attribute_id_locale_stage_source_~",
                table: "entry_relations",
                columns: new[] { "target_id", "attribute_id", "locale", "stage", "source_id" });

            migrationBuilder.CreateIndex(
                name: "IX_entry_schedules_done_at_at",
                table: "entry_schedules",
                columns: new[] { "done_at", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_entry_schedules_entry_id",
                table: "entry_schedules",
                column: "entry_id");

            migrationBuilder.CreateIndex(
                name: "IX_entry_unique_entry_id",
                table: "entry_unique",
                column: "entry_id");

            migrationBuilder.CreateIndex(
                name: "IX_events_subject_id",
                table: "events",
                columns: new[] { "subject", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_index_numbers_attribute_id_locale_stage_value_entry_id",
                table: "index_numbers",
                columns: new[] { "attribute_id", "locale", "stage", "value", "entry_id" })
                .Annotation("Npgsql:IndexNullSortOrder", new[] { NullSortOrder.NullsFirst, NullSortOrder.NullsFirst, NullSortOrder.NullsFirst, NullSortOrder.NullsFirst, NullSortOrder.NullsFirst });

            migrationBuilder.CreateIndex(
                name: "IX_index_texts_attribute_id_locale_stage_value_entry_id",
                table: "index_texts",
                columns: new[] { "attribute_id", "locale", "stage", "value", "entry_id" })
                .Annotation("Npgsql:IndexNullSortOrder", new[] { NullSortOrder.NullsFirst, NullSortOrder.NullsFirst, NullSortOrder.NullsFirst, NullSortOrder.NullsFirst, NullSortOrder.NullsFirst });

            migrationBuilder.CreateIndex(
                name: "IX_media_assets_hash",
                table: "media_assets",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_media_assets_sha256",
                table: "media_assets",
                column: "sha256");

            migrationBuilder.CreateIndex(
                name: "IX_media_links_asset_id",
                table: "media_links",
                column: "asset_id");

            migrationBuilder.CreateIndex(
                name: "IX_search_texts_entry_id_locale_stage",
                table: "search_texts",
                columns: new[] { "entry_id", "locale", "stage" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_search_texts_type_id",
                table: "search_texts",
                column: "type_id");

            migrationBuilder.CreateIndex(
                name: "IX_trashed_entries_deleted_at",
                table: "trashed_entries",
                column: "deleted_at");

            migrationBuilder.CreateIndex(
                name: "IX_trashed_entries_type_id_deleted_at",
                table: "trashed_entries",
                columns: new[] { "type_id", "deleted_at" });

            migrationBuilder.CreateIndex(
                name: "IX_users_normalized_email",
                table: "users",
                column: "normalized_email",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "api_tokens");

            migrationBuilder.DropTable(
                name: "attempts");

            migrationBuilder.DropTable(
                name: "cache_stamps");

            migrationBuilder.DropTable(
                name: "entries");

            migrationBuilder.DropTable(
                name: "entry_relations");

            migrationBuilder.DropTable(
                name: "entry_schedules");

            migrationBuilder.DropTable(
                name: "entry_unique");

            migrationBuilder.DropTable(
                name: "id_counters");

            migrationBuilder.DropTable(
                name: "index_numbers");

            migrationBuilder.DropTable(
                name: "index_texts");

            migrationBuilder.DropTable(
                name: "lane_leases");

            migrationBuilder.DropTable(
                name: "media_links");

            migrationBuilder.DropTable(
                name: "protection_keys");

            migrationBuilder.DropTable(
                name: "search_texts");

            migrationBuilder.DropTable(
                name: "trashed_entries");

            migrationBuilder.DropTable(
                name: "users");

            migrationBuilder.DropTable(
                name: "deliveries");

            migrationBuilder.DropTable(
                name: "content_types");

            migrationBuilder.DropTable(
                name: "media_assets");

            migrationBuilder.DropTable(
                name: "events");

            migrationBuilder.DropTable(
                name: "webhooks");

            migrationBuilder.DropSequence(
                name: "api_token_ids");

            migrationBuilder.DropSequence(
                name: "attempt_ids");

            migrationBuilder.DropSequence(
                name: "component_item_ids");

            migrationBuilder.DropSequence(
                name: "content_attribute_ids");

            migrationBuilder.DropSequence(
                name: "content_type_ids");

            migrationBuilder.DropSequence(
                name: "delivery_ids");

            migrationBuilder.DropSequence(
                name: "entry_ids");

            migrationBuilder.DropSequence(
                name: "entry_schedule_ids");

            migrationBuilder.DropSequence(
                name: "event_ids");

            migrationBuilder.DropSequence(
                name: "media_asset_ids");

            migrationBuilder.DropSequence(
                name: "user_ids");

            migrationBuilder.DropSequence(
                name: "webhook_ids");
        }
    }
}
