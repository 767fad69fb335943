using System.Diagnostics;
using Npgsql;

namespace Conduit.Data;

/// <summary>Which queries make a span, and how it is called.</summary>
internal static class QueryTracing
{
    private const string TagMark = "-- ";

    public static NpgsqlDataSourceBuilder UseOwnTracing(this NpgsqlDataSourceBuilder builder) => builder.ConfigureTracing(tracing => tracing
        .ConfigureCommandFilter(_ => IsWithinRequest)
        .ConfigureBatchFilter(batch => IsWithinRequest && !IsRoleCheck(batch))
        .ConfigureCommandSpanNameProvider(command => NameOf(command.CommandText))
        .ConfigureBatchSpanNameProvider(batch => NameOf((((IEnumerable<NpgsqlBatchCommand>)batch.BatchCommands).FirstOrDefault(IsNamed) ?? batch.BatchCommands[0]).CommandText))
        .EnablePhysicalOpenTracing(false));

    // Polling and watching would fill the dashboard with traces of one span.
    private static bool IsWithinRequest => Activity.Current is not null;

    // What Npgsql itself asks a node of several.
    private static bool IsRoleCheck(NpgsqlBatch batch) => batch.BatchCommands[0].CommandText.StartsWith("select pg_is_in_recovery()", StringComparison.Ordinal);

    // What a write is fenced with has no name: the span is called after the write.
    private static bool IsNamed(NpgsqlBatchCommand command) => command.CommandText.StartsWith(TagMark, StringComparison.Ordinal);

    // A named query begins with its name, as TagWith writes it; of others the first words tell enough.
    private static string NameOf(string sql)
    {
        var line = sql.AsSpan().TrimStart();
        if (line.StartsWith(TagMark, StringComparison.Ordinal)) return line[TagMark.Length..line.IndexOfAny('\r', '\n')].ToString();
        var words = sql.Split((char[]?)null, 4, StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', words.Take(words is [_, ("into" or "INTO"), ..] ? 3 : 2)).ToLowerInvariant();
    }
}
