using System.Diagnostics;
using Npgsql;

namespace Conduit.Data;

/// <summary>Determines which queries have a span, and its name.</summary>
internal static class QueryTracing
{
    private const string TagPrefix = "-- ";

    public static NpgsqlDataSourceBuilder UseOwnTracing(this NpgsqlDataSourceBuilder builder) => builder.ConfigureTracing(tracing => tracing
        .ConfigureCommandFilter(_ => IsWithinRequest)
        .ConfigureBatchFilter(batch => IsWithinRequest && !IsRoleCheck(batch))
        .ConfigureCommandSpanNameProvider(command => NameOf(command.CommandText))
        .ConfigureBatchSpanNameProvider(NameOf)
        .EnablePhysicalOpenTracing(false));

    // Polling would fill the dashboard with traces of one span.
    private static bool IsWithinRequest => Activity.Current is not null;

    // Npgsql's own query for the role of a node.
    private static bool IsRoleCheck(NpgsqlBatch batch) =>
        batch.BatchCommands[0].CommandText.StartsWith("select pg_is_in_recovery()", StringComparison.Ordinal);

    // The fencing statements of a write have no name: the span gets the name of the write.
    private static bool IsNamed(NpgsqlBatchCommand command) => command.CommandText.StartsWith(TagPrefix, StringComparison.Ordinal);

    private static string NameOf(NpgsqlBatch batch)
    {
        IEnumerable<NpgsqlBatchCommand> commands = batch.BatchCommands;
        return NameOf((commands.FirstOrDefault(IsNamed) ?? batch.BatchCommands[0]).CommandText);
    }

    // A named query begins with its name as a comment, as written by TagWith; other queries are named by their first words.
    private static string NameOf(string sql)
    {
        var line = sql.AsSpan().TrimStart();
        if (line.StartsWith(TagPrefix, StringComparison.Ordinal)) return line[TagPrefix.Length..line.IndexOfAny('\r', '\n')].ToString();
        var words = sql.Split((char[]?)null, 4, StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', words.Take(words is [_, ("into" or "INTO"), ..] ? 3 : 2)).ToLowerInvariant();
    }
}
