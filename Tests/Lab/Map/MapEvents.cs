using System.Text.Json;
using Conduit.Tests.Application;

namespace Conduit.Tests.Lab.Map;

/// <summary>The events of the system map, as an open page receives them.</summary>
internal sealed class MapEvents : IAsyncDisposable
{
    private const string Data = "data: ";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly StreamReader _reader;

    private MapEvents(StreamReader reader) => _reader = reader;

    public static async Task<MapEvents> OpenAsync(HttpClient lab) => new(new StreamReader(await lab.GetStreamAsync("/events")));

    /// <summary>The next figures.</summary>
    public async Task<MapFigures> NextAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        while (await _reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith(Data, StringComparison.Ordinal)) return new(JsonDocument.Parse(line[Data.Length..]).RootElement);
        }

        throw new IOException("the lab ended the events");
    }

    /// <summary>Waits for figures that fulfil a condition.</summary>
    public Task<MapFigures> UntilAsync(Func<MapFigures, bool> condition, string what) =>
        Eventually.GetAsync(NextAsync, condition, what, seconds: 60);

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>The figures of one second.</summary>
internal sealed record MapFigures(JsonElement Json)
{
    public JsonElement Load => Json.GetProperty("controls").GetProperty("load");

    /// <summary>A figure of a server.</summary>
    public string? Of(string server, string figure) => Part(server).GetProperty(figure).GetString();

    public bool HasRate(string server) => Of(server, "rate") is { } rate && rate[0] is not ('0' or '–');

    public IEnumerable<string?> CommandsOf(string server) =>
        Part(server).GetProperty("commands").EnumerateArray().Select(command => command.GetString());

    public int SpacingOf(string flow) => Json.GetProperty("flows").EnumerateArray()
        .Single(one => one.GetProperty("id").GetString() == flow).GetProperty("spacing").GetInt32();

    private JsonElement Part(string server) =>
        Json.GetProperty("parts").EnumerateArray().Single(part => part.GetProperty("name").GetString() == server);
}
