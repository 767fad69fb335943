using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Conduit.Data.Shards.Migrations;

/// <summary>What articles are found by: the words of title, description and body, in this order of weight. Outside the model, as the database alone makes and reads it.</summary>
[DbContext(typeof(ShardContext))]
[Migration("20261128115600_Search")]
public partial class Search : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        alter table articles add column search tsvector not null generated always as (
            setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', description), 'B') || setweight(to_tsvector('english', body), 'D')) stored;
        create index ix_articles_search on articles using gin (search);
        """);

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("alter table articles drop column search");
}
