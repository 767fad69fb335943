using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Conduit.Data.Shards.Migrations
{
    /// <inheritdoc />
    public partial class Feeds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_notifications_article_id_kind_actor_id",
                table: "notifications");

            migrationBuilder.DropIndex(
                name: "ix_jobs_run_at",
                table: "jobs");

            migrationBuilder.AddColumn<long>(
                name: "following",
                table: "reader_counters",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AlterColumn<long>(
                name: "article_id",
                table: "notifications",
                type: "bigint",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "bigint");

            migrationBuilder.AddColumn<long>(
                name: "comment_id",
                table: "notifications",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "key",
                table: "jobs",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<short>(
                name: "lane",
                table: "jobs",
                type: "smallint",
                nullable: false,
                defaultValue: (short)0);

            migrationBuilder.AddColumn<DateTime>(
                name: "leased_until",
                table: "jobs",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<short>(
                name: "lane",
                table: "dead_jobs",
                type: "smallint",
                nullable: false,
                defaultValue: (short)0);

            migrationBuilder.CreateTable(
                name: "celebrities",
                columns: table => new
                {
                    author_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_celebrities", x => x.author_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_notifications_article_id",
                table: "notifications",
                column: "article_id");

            migrationBuilder.CreateIndex(
                name: "ix_notifications_comment_id",
                table: "notifications",
                column: "comment_id");

            migrationBuilder.CreateIndex(
                name: "ix_notifications_once",
                table: "notifications",
                columns: new[] { "user_id", "kind", "actor_id", "article_id", "comment_id" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ix_notifications_unread",
                table: "notifications",
                column: "user_id",
                filter: "read_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_jobs_key",
                table: "jobs",
                column: "key",
                unique: true,
                filter: "key is not null");

            migrationBuilder.CreateIndex(
                name: "ix_jobs_lane_run_at",
                table: "jobs",
                columns: new[] { "lane", "run_at" });

            migrationBuilder.AddForeignKey(
                name: "fk_notifications_comments_comment_id",
                table: "notifications",
                column: "comment_id",
                principalTable: "comments",
                principalColumn: "id",
                onDelete: ReferentialAction.Cascade);

            migrationBuilder.Sql(Functions);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(DropFunctions);

            migrationBuilder.DropForeignKey(
                name: "fk_notifications_comments_comment_id",
                table: "notifications");

            migrationBuilder.DropTable(
                name: "celebrities");

            migrationBuilder.DropIndex(
                name: "ix_notifications_article_id",
                table: "notifications");

            migrationBuilder.DropIndex(
                name: "ix_notifications_comment_id",
                table: "notifications");

            migrationBuilder.DropIndex(
                name: "ix_notifications_once",
                table: "notifications");

            migrationBuilder.DropIndex(
                name: "ix_notifications_unread",
                table: "notifications");

            migrationBuilder.DropIndex(
                name: "ix_jobs_key",
                table: "jobs");

            migrationBuilder.DropIndex(
                name: "ix_jobs_lane_run_at",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "following",
                table: "reader_counters");

            migrationBuilder.DropColumn(
                name: "comment_id",
                table: "notifications");

            migrationBuilder.DropColumn(
                name: "key",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "lane",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "leased_until",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "lane",
                table: "dead_jobs");

            migrationBuilder.AlterColumn<long>(
                name: "article_id",
                table: "notifications",
                type: "bigint",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_notifications_article_id_kind_actor_id",
                table: "notifications",
                columns: new[] { "article_id", "kind", "actor_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_jobs_run_at",
                table: "jobs",
                column: "run_at");
        }
    }
}
