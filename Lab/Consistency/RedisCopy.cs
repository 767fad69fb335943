using System.Diagnostics;
using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace Conduit.Lab.Consistency;

/// <summary>A second Redis server on this machine with an older state of the first; replaces its state as a failover does.</summary>
internal sealed class RedisCopy : IAsyncDisposable
{
    private static readonly TimeSpan SyncTimeout = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly string _folder;
    private readonly string _port;
    private readonly string? _password;

    private RedisCopy(Process process, string folder, string port, string? password) =>
        (_process, _folder, _port, _password) = (process, folder, port, password);

    /// <summary>How to start a second process of a Redis server; null when the server runs on another machine or in a container.</summary>
    public static async Task<ProcessStartInfo?> FindProgramAsync(IServer server)
    {
        var (program, id) = (await InfoAsync(server, "server", "executable"), await InfoAsync(server, "server", "process_id"));
        if (server.EndPoint is not IPEndPoint { Address: var address } || !IPAddress.IsLoopback(address)) return null;
        if (!File.Exists(program)) return null;
        var start = new ProcessStartInfo(program, "-") { RedirectStandardInput = true, RedirectStandardOutput = true };
        // A server that was unpacked, not installed, needs this variable for its libraries; its process title hides its own value.
        var folders = from line in await File.ReadAllLinesAsync($"/proc/{id}/maps")
                      where line.Contains(".so", StringComparison.Ordinal)
                      select Path.GetDirectoryName(line[line.IndexOf('/', StringComparison.Ordinal)..]);
        start.Environment["LD_LIBRARY_PATH"] = string.Join(':', folders.Distinct());
        return start;
    }

    /// <summary>Starts a server with a copy of another one's current state.</summary>
    public static async Task<RedisCopy> StartAsync(ProcessStartInfo program, IServer server, string? password)
    {
        var folder = Directory.CreateTempSubdirectory("redis-copy").FullName;
        var port = LabPort.Free().Port.ToString(CultureInfo.InvariantCulture);
        program.WorkingDirectory = folder;
        var process = Process.Start(program)!;
        _ = process.StandardOutput.ReadToEndAsync();
        var copy = new RedisCopy(process, folder, port, password);
        try
        {
            var source = (IPEndPoint)server.EndPoint;
            await process.StandardInput.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"""
                bind 127.0.0.1
                port {port}
                requirepass "{password}"
                masterauth "{password}"
                save ""
                repl-diskless-sync-delay 0
                replicaof {source.Address} {source.Port}

                """));
            process.StandardInput.Close();
            await server.ExecuteAsync("CONFIG", "SET", "repl-diskless-sync-delay", "0");
            await using var redis = await ConnectionMultiplexer.ConnectAsync(copy.Options());
            await BecomePrimaryAsync(redis.GetServers()[0]);
            return copy;
        }
        catch
        {
            await copy.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Makes the server a replica of the copy, and a primary again when it has the copy's state; its clients have to reconnect.
    /// </summary>
    public async Task ReplaceAsync(IServer server)
    {
        await server.ExecuteAsync("CONFIG", "SET", "masterauth", _password ?? "");
        try
        {
            await server.ExecuteAsync("REPLICAOF", "127.0.0.1", _port);
            await BecomePrimaryAsync(server);
        }
        finally
        {
            await server.ExecuteAsync("REPLICAOF", "NO", "ONE");
            await server.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");
            await server.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private ConfigurationOptions Options() => new()
    {
        EndPoints = { $"127.0.0.1:{_port}" },
        Password = _password,
        AllowAdmin = true,
        AbortOnConnectFail = false,
        ConnectRetry = 10,
    };

    private static async Task BecomePrimaryAsync(IServer server)
    {
        var start = Stopwatch.GetTimestamp();
        while (await InfoAsync(server, "replication", "master_link_status") != "up")
        {
            if (Stopwatch.GetElapsedTime(start) > SyncTimeout)
                throw new TimeoutException("The Redis server did not synchronize with its copy.");
            await Task.Delay(20);
        }

        await server.ExecuteAsync("REPLICAOF", "NO", "ONE");
    }

    private static async Task<string?> InfoAsync(IServer server, string section, string field)
    {
        var lines = ((string?)await server.ExecuteAsync("INFO", section) ?? "").Split("\r\n");
        return lines.FirstOrDefault(line => line.StartsWith($"{field}:", StringComparison.Ordinal))?[(field.Length + 1)..];
    }
}
