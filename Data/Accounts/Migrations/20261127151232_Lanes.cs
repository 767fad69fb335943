using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Conduit.Data.Accounts.Migrations
{
    /// <inheritdoc />
    public partial class Lanes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_jobs_run_at",
                table: "jobs");

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

            // A taken job's row is rewritten in place, for which its page has room.
            migrationBuilder.Sql("alter table jobs set (fillfactor = 50, autovacuum_vacuum_cost_delay = 0);");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("alter table jobs reset (fillfactor, autovacuum_vacuum_cost_delay);");

            migrationBuilder.DropIndex(
                name: "ix_jobs_key",
                table: "jobs");

            migrationBuilder.DropIndex(
                name: "ix_jobs_lane_run_at",
                table: "jobs");

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

            migrationBuilder.CreateIndex(
                name: "ix_jobs_run_at",
                table: "jobs",
                column: "run_at");
        }
    }
}
