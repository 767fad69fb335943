using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Aspire.Hosting.Logs;

namespace Aspire.Hosting.Dcp;

/// <summary>What processes and containers print, read from DCP; after a restart it goes on with the new process.</summary>
internal sealed class DcpConsole(DcpClient client, DcpStates states) : IResourceConsole
{
    private const string Orchestrators = "system";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public async IAsyncEnumerable<ConsoleLine> ReadAsync(
        string resourceId, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var read = ""; ; await Task.Delay(Pause, cancellationToken))
        {
            // Before it runs DCP gives an empty stream.
            if (states.Find(resourceId) is { HasStarted: true } process && process.Uid != read)
            {
                read = process.Uid;
                await foreach (var line in ReadOneAsync(process, follow, cancellationToken))
                {
                    yield return line;
                }
            }

            if (!follow)
            {
                yield break;
            }
        }
    }

    private async IAsyncEnumerable<ConsoleLine> ReadOneAsync(
        DcpState process, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lines = Channel.CreateUnbounded<ConsoleLine>(new() { SingleReader = true });
        // Of DCP's own words only the reason why something could not start is of interest.
        string[] sources = process.CouldNotStart ? ["stdout", "stderr", Orchestrators] : ["stdout", "stderr"];
        var copying = Task.WhenAll(sources.Select(s => CopyAsync(process, s, follow, lines.Writer, cancellationToken)))
            .ContinueWith(_ => lines.Writer.TryComplete(), TaskScheduler.Default);
        await foreach (var line in lines.Reader.ReadAllAsync(cancellationToken))
        {
            yield return line;
        }

        await copying;
    }

    private async Task CopyAsync(
        DcpState process, string source, bool follow, ChannelWriter<ConsoleLine> target, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = await client.OpenLogAsync(process.Plural, process.Name, source, follow, cancellationToken);
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                if ((source == Orchestrators ? ReasonIn(line) : WithoutNumber(line)) is { } text)
                {
                    target.TryWrite(new ConsoleLine(text, source != "stdout"));
                }
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or DistributedApplicationException)
        {
            // The process is gone, or DCP is ending.
        }
    }

    // "<number> <time> <text>"
    private static string WithoutNumber(string line) =>
        line.IndexOf(' ', StringComparison.Ordinal) is var space and > 0 ? line[(space + 1)..] : line;

    // "<time> <level> <category> <message> <JSON with what it is about>", with tabs between.
    private static string? ReasonIn(string line) =>
        line.Split('\t') is [var time, "error", _, var message, var about] && ErrorOf(about) is { } error ? $"{time} {message}: {error}" : null;

    private static string? ErrorOf(string about)
    {
        try
        {
            return JsonNode.Parse(about)?["error"]?.ToString();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
