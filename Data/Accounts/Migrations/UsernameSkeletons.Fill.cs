namespace Conduit.Data.Accounts.Migrations;

/// <summary>Gives existing accounts their skeletons. Of accounts that look alike already, the oldest has it, and the others keep their names.</summary>
public partial class UsernameSkeletons
{
    private static string FillSql => $"""
        create temporary table confusables (character text primary key, prototype text not null) on commit drop;
        insert into confusables values {string.Join(", ", Confusables.Prototypes.Select(entry => $"('{Quoted(entry.Key.ToString())}', '{Quoted(entry.Value)}')"))};

        with skeletons as (
            select id, (
                select string_agg(coalesce(prototype, letter), '' order by place)
                from string_to_table(normalize(username, NFKC), null) with ordinality as letters (letter, place)
                left join confusables on character = letter
            ) as skeleton
            from accounts
        ), first as (
            select distinct on (skeleton) id, skeleton from skeletons order by skeleton, id
        )
        update accounts set username_skeleton = skeleton from first where first.id = accounts.id;
        """;

    private static string Quoted(string text) => text.Replace("'", "''", StringComparison.Ordinal);
}
