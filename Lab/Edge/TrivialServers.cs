using System.Diagnostics;
using System.Globalization;

namespace Conduit.Lab.Edge;

/// <summary>
/// Servers that return the same bytes from memory, each at an address of its own, which it keeps when it is killed and restarted.
/// </summary>
internal sealed class TrivialServers : IAsyncDisposable
{
    private readonly List<OwnProcess> _servers = [];
    private readonly string _copy;

    private TrivialServers(string copy) => _copy = copy;

    public IReadOnlyList<Uri> Addresses => [.. _servers.Select(server => server.Address)];

    public static async Task<TrivialServers> StartAsync(int count, string copy, CancellationToken cancellationToken)
    {
        var servers = new TrivialServers(copy);
        for (var number = 0; number < count; number++)
            servers._servers.Add(await servers.StartAsync(LabPort.Free(), cancellationToken));
        return servers;
    }

    public void Kill(int number) => _servers[number].Kill();

    public async Task RestartAsync(int number, CancellationToken cancellationToken)
    {
        var address = _servers[number].Address;
        await _servers[number].DisposeAsync();
        _servers[number] = await StartAsync(address, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers) await server.DisposeAsync();
    }

    private Task<OwnProcess> StartAsync(Uri address, CancellationToken cancellationToken)
    {
        var lab = typeof(TrivialServers).Assembly.Location;
        var port = address.Port.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("dotnet", [lab, "trivial", "--port", port, _copy]);
        return OwnProcess.StartAsync(start, address, EdgeRun.Copy, cancellationToken);
    }
}
