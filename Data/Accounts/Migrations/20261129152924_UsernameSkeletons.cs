using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Conduit.Data.Accounts.Migrations
{
    /// <inheritdoc />
    public partial class UsernameSkeletons : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "username_skeleton",
                table: "accounts",
                type: "text",
                nullable: true);

            migrationBuilder.Sql(FillSql);

            migrationBuilder.CreateIndex(
                name: "ix_accounts_username_skeleton",
                table: "accounts",
                column: "username_skeleton",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_accounts_username_skeleton",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "username_skeleton",
                table: "accounts");
        }
    }
}
