using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.Tests.Data;

public sealed class NamedSqlTests
{
    [Fact]
    public void Names_are_numbered_by_their_first_appearance()
    {
        var sql = new NamedSql("select @user, @article::text from a where search @@ word and @user > 0");

        NpgsqlBatchCommand command = sql.With("user", 1L).With("article", 2L);

        Assert.Equal("select $1, $2::text from a where search @@ word and $1 > 0", command.CommandText);
    }

    [Fact]
    public void Values_are_sent_in_the_order_of_the_statement_in_whatever_order_they_are_set()
    {
        var sql = new NamedSql("select @a, @b, @c, @d");

        NpgsqlBatchCommand command = sql.With("c", 3L).With("a", 1L).WithText("d", null).With("b", 2L);

        Assert.Equal([1L, 2L, 3L, DBNull.Value], command.Parameters.Select(parameter => parameter.Value));
    }

    [Fact]
    public void Value_that_the_statement_does_not_use_is_left_out()
    {
        NpgsqlBatchCommand command = new NamedSql("select @a").With("b", 2L).With("a", 1L);

        Assert.Equal(1L, Assert.Single(command.Parameters).Value);
    }

    [Fact]
    public void Command_without_the_value_of_a_parameter_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => (NpgsqlBatchCommand)new NamedSql("select @a, @b").With("a", 1L));
}
