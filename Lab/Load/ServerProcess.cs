using System.Diagnostics;

namespace Conduit.Lab.Load;

/// <summary>A server to compare with, in a process of its own, so that it has its own runtime as an API server has.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    public Uri Address { get; private set; } = null!;

    public static async Task<ServerProcess> StartAsync(IEnumerable<string> arguments, string remedy, CancellationToken cancellationToken)
    {
        var server = new ServerProcess(Process.Start(LabProgram.With(arguments))!);
        try
        {
            var reading = server._process.StandardOutput.ReadLineAsync(cancellationToken).AsTask();
            var address = await reading.WaitAsync(StartTimeout, cancellationToken)
                ?? throw new LabException($"The server to compare with did not start: see the line above{remedy}.");
            server.Address = new Uri(address);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the server by closing its input, which also happens when this process is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
