using System.Text.Json;

namespace Conduit.Lab.Cache;

/// <summary>Which tiers of cache are on.</summary>
internal sealed record Tiers(string Name, bool Output, bool Memory, bool Redis, bool Client, string Answers, bool Edge = false)
{
    public static readonly Tiers Off = new("all off", false, false, false, false, "replica");
    public static readonly Tiers All = new("all on", true, true, true, true, "output");

    /// <summary>Each alone, from far to near.</summary>
    public static readonly Tiers[] Alone =
    [
        new("redis (l2)", false, false, true, false, "l2"),
        new("memory (l1)", false, true, false, false, "l1"),
        new("output", true, false, false, false, "output"),
    ];

    /// <summary>The client's own copy, asked about.</summary>
    public static readonly Tiers ClientAlone = new("client (304)", false, false, false, true, "client");

    /// <summary>All of them, and what the edge keeps.</summary>
    public static readonly Tiers WithEdge = All with { Name = "all on", Edge = true };

    // What the edge keeps the others would never be asked for.
    public string ToJson() => JsonSerializer.Serialize(new { Caching = new { Output, Memory, Redis, Client }, Edge = new { Cache = Edge } });
}

/// <summary>Switches tiers while the servers run, by the file of settings that they watch; leaves it as it was.</summary>
internal sealed class Switchboard : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _file;
    private readonly string? _before;

    private Switchboard(string file)
    {
        _file = file;
        _before = File.Exists(file) ? File.ReadAllText(file) : null;
    }

    public static Switchboard Open() => Environment.GetEnvironmentVariable("LiveSettings") is { Length: > 0 } file
        ? new(file)
        : throw new LabException("The switches of the caches are in a file that the servers watch: start `lab` in the dashboard (./run.sh --Lab cache), or set LiveSettings to the file that their environment names.");

    /// <summary>Switches, and waits until a server answers from where it must.</summary>
    public async Task SwitchAsync(Tiers tiers, TimedClient api, IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(_file, tiers.ToJson(), cancellationToken);
        var start = TimeProvider.System.GetTimestamp();
        foreach (var path in paths)
        {
            while (true)
            {
                var first = await api.GetAsync(path, user: null, tag: null, cancellationToken);
                var answer = await api.GetAsync(path, user: null, tiers.Client && !tiers.Output ? first.Tag : null, cancellationToken);
                if (answer.Tier == tiers.Answers || (tiers.Answers == "replica" && answer.Tier == "primary")) break;
                if (TimeProvider.System.GetElapsedTime(start) > Patience)
                    throw new LabException($"{path} is answered from {answer.Tier} with {tiers.Name}: does {_file} belong to this system?");
                await Task.Delay(100, cancellationToken);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_before is null) File.Delete(_file);
        else await File.WriteAllTextAsync(_file, _before);
    }
}
