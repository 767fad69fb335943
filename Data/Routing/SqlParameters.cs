using Npgsql;

namespace Conduit.Data.Routing;

/// <summary>
/// Adds the values of a short statement in the order of its placeholders $1, $2 … A composed statement is a <see cref="NamedSql"/>.
/// </summary>
public static class SqlParameters
{
    /// <summary>Adds the next value.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="command">The statement.</param>
    /// <param name="value">The value.</param>
    /// <returns>The statement.</returns>
    public static NpgsqlBatchCommand With<T>(this NpgsqlBatchCommand command, T value)
        where T : notnull
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return command;
    }

    /// <summary>Adds the next value, a text that may be null.</summary>
    /// <param name="command">The statement.</param>
    /// <param name="value">The value.</param>
    /// <returns>The statement.</returns>
    public static NpgsqlBatchCommand WithText(this NpgsqlBatchCommand command, string? value)
    {
        command.Parameters.Add(new NpgsqlParameter
        {
            Value = (object?)value ?? DBNull.Value,
            NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text,
        });
        return command;
    }
}
