using System.Text.Json;

namespace Conduit.Lab.Cache;

/// <summary>Which cache tiers are on.</summary>
internal sealed record Tiers(string Name, bool Output, bool Memory, bool Redis, bool Client, string Source, bool Edge = false)
{
    public static readonly Tiers Off = new("all off", false, false, false, false, "replica");
    public static readonly Tiers All = new("all on", true, true, true, true, "output");

    /// <summary>Each tier alone, from the farthest to the nearest.</summary>
    public static readonly Tiers[] Alone =
    [
        new("redis (l2)", false, false, true, false, "l2"),
        new("memory (l1)", false, true, false, false, "l1"),
        new("output", true, false, false, false, "output"),
    ];

    /// <summary>The client's own copy, revalidated by its entity tag.</summary>
    public static readonly Tiers ClientAlone = new("client (304)", false, false, false, true, "client");

    /// <summary>All tiers, and the cache of the edge.</summary>
    public static readonly Tiers WithEdge = All with { Name = "all on", Edge = true };

    // The cache of the edge is usually off, because a hit there would not reach the other tiers.
    public string ToJson() =>
        JsonSerializer.Serialize(new { Caching = new { Output, Memory, Redis, Client }, Edge = new { Cache = Edge } });
}

/// <summary>Switches tiers while the servers run, in the settings file that they watch; restores the file at the end.</summary>
internal sealed class Switchboard : IAsyncDisposable
{
    private static readonly TimeSpan SwitchTimeout = TimeSpan.FromSeconds(20);

    private readonly string _file;
    private readonly string? _original;

    private Switchboard(string file)
    {
        _file = file;
        _original = File.Exists(file) ? File.ReadAllText(file) : null;
    }

    public static Switchboard Open() => Environment.GetEnvironmentVariable("LiveSettings") is { Length: > 0 } file
        ? new(file)
        : throw new LabException(
            "The servers watch a settings file that switches the caches: start `benchmark` in the dashboard (./run.sh --Benchmark cache), "
            + "or set LiveSettings to the path that the servers' environment has.");

    /// <summary>Switches the tiers, and waits until a server responds from the expected one.</summary>
    public async Task SwitchAsync(Tiers tiers, TimedClient api, IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(_file, tiers.ToJson(), cancellationToken);
        var start = TimeProvider.System.GetTimestamp();
        foreach (var path in paths)
        {
            while (true)
            {
                var first = await api.GetAsync(path, user: null, tag: null, cancellationToken);
                var tag = tiers.Client && !tiers.Output ? first.Tag : null;
                var response = await api.GetAsync(path, user: null, tag, cancellationToken);
                if (response.Tier == tiers.Source || (tiers.Source == "replica" && response.Tier == "primary")) break;
                if (TimeProvider.System.GetElapsedTime(start) > SwitchTimeout)
                    throw new LabException($"{path} is served from {response.Tier} with {tiers.Name}: does {_file} belong to this system?");
                await Task.Delay(100, cancellationToken);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_original is null) File.Delete(_file);
        else await File.WriteAllTextAsync(_file, _original);
    }
}
