using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;

namespace Conduit.Data.Routing;

/// <summary>
/// A statement that is composed of parts and names its parameters, as in <c>@user</c>. The names are replaced by positions once, when it
/// is created; Npgsql would parse the text at each execution.
/// </summary>
public sealed partial class NamedSql
{
    private readonly List<string> _names = [];

    /// <summary>Creates the statement.</summary>
    /// <param name="sql">The SQL, with at most 32 parameters.</param>
    public NamedSql(string sql) => Text = Placeholder().Replace(sql, match => PositionOf(match.Groups[1].Value));

    /// <summary>The SQL with positions, such as <c>$1</c>, in place of names.</summary>
    public string Text { get; }

    /// <summary>Creates a command with the value of one parameter.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="value">The value.</param>
    /// <returns>The command.</returns>
    public NamedCommand With<T>(string name, T value)
        where T : notnull => new NamedCommand(this, new NpgsqlBatchCommand(Text), Set: 0).With(name, value);

    internal int IndexOf(string name) => _names.IndexOf(name);

    internal bool IsComplete(uint set) => BitOperations.PopCount(set) == _names.Count;

    private string PositionOf(string name)
    {
        if (!_names.Contains(name)) _names.Add(name);
        return string.Create(CultureInfo.InvariantCulture, $"${IndexOf(name) + 1}");
    }

    [GeneratedRegex("@([a-z_]+)")]
    private static partial Regex Placeholder();
}

/// <summary>A command with the values of some of its parameters. A value that the statement does not use is left out.</summary>
/// <param name="Sql">The statement.</param>
/// <param name="Command">The command, with the values in the order of their positions.</param>
/// <param name="Set">A bit for each position whose value is set.</param>
public readonly record struct NamedCommand(NamedSql Sql, NpgsqlBatchCommand Command, uint Set)
{
    /// <summary>Returns the command for execution.</summary>
    /// <param name="named">The command.</param>
    /// <exception cref="InvalidOperationException">A parameter has no value.</exception>
    public static implicit operator NpgsqlBatchCommand(NamedCommand named) => named.Sql.IsComplete(named.Set)
        ? named.Command
        : throw new InvalidOperationException($"A parameter has no value: {named.Command.CommandText}");

    /// <summary>Sets the value of a parameter.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="value">The value.</param>
    /// <returns>The command.</returns>
    public NamedCommand With<T>(string name, T value)
        where T : notnull => Sql.IndexOf(name) is var index and >= 0
            ? Insert(index, new NpgsqlParameter<T> { TypedValue = value })
            : this;

    /// <summary>Sets the value of a parameter, which may be null.</summary>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="type">The type of the value.</param>
    /// <param name="value">The value.</param>
    /// <returns>The command.</returns>
    public NamedCommand With(string name, NpgsqlDbType type, object? value) => Sql.IndexOf(name) is var index and >= 0
        ? Insert(index, new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type })
        : this;

    /// <summary>Sets the value of a text, which may be null.</summary>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="value">The value.</param>
    /// <returns>The command.</returns>
    public NamedCommand WithText(string name, string? value) => With(name, NpgsqlDbType.Text, value);

    private NamedCommand Insert(int index, NpgsqlParameter value)
    {
        var position = BitOperations.PopCount(Set & ((1u << index) - 1));
        Command.Parameters.Insert(position, value);
        return this with { Set = Set | (1u << index) };
    }
}
