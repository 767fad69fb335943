using System.Diagnostics;

namespace Conduit.Lab.Load;

/// <summary>What is compared with, as a process of its own, so that it has its own runtime as an API server has.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    public Uri Address { get; private set; } = null!;

    public static async Task<ServerProcess> StartAsync(IEnumerable<string> arguments, string remedy, CancellationToken cancellationToken)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true };
        // run by `dotnet lab.dll`, the program is dotnet
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") start.ArgumentList.Add(typeof(ServerProcess).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var server = new ServerProcess(Process.Start(start)!);
        try
        {
            var line = await server._process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(Patience, cancellationToken);
            server.Address = new Uri(line ?? throw new LabException($"What the API is compared with did not start: see the line above{remedy}."));
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>It ends when its input ends, and so it does when this process is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
