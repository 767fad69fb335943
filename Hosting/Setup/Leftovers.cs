using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Conduit.Hosting.Setup;

/// <summary>Ends what an AppHost that was killed has left running in a server's folder.</summary>
/// <remarks>This AppHost holds the data folder's lock, so no other AppHost needs a server that still runs in it.</remarks>
internal static partial class Leftovers
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Interrupts the processes whose working folder this is, waits, and kills those that do not end.</summary>
    public static async Task EndAsync(string workingFolder, ILogger log, CancellationToken cancellationToken)
    {
        // macOS has no /proc: there the server itself refuses a folder in use, and logs it.
        if (!FolderProcesses.CanBeFound || !Directory.Exists(workingFolder))
            return;

        workingFolder = await FolderProcesses.RealPathAsync(workingFolder, cancellationToken);
        var found = FolderProcesses.In(workingFolder);
        if (found.Count == 0)
            return;

        Ending(log, found.Count, workingFolder);
        var waited = Stopwatch.StartNew();
        // The processes of a server pass the signal on; a second one would only repeat it.
        _ = FolderProcesses.Signal(found.Min(), FolderProcesses.SignalInterrupt);
        while (FolderProcesses.In(workingFolder) is { Count: > 0 } left)
        {
            if (waited.Elapsed > StopTimeout)
                left.ForEach(id => _ = FolderProcesses.Signal(id, FolderProcesses.SignalKill));
            await Task.Delay(50, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Ending {Count} processes that an earlier AppHost left in {Folder}.")]
    private static partial void Ending(ILogger logger, int count, string folder);
}
