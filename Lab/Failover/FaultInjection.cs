namespace Conduit.Lab.Failover;

/// <summary>Injects faults into a shard, and waits until both nodes serve again.</summary>
internal sealed class FaultInjection(ShardNodes nodes)
{
    /// <summary>Injects a fault, and returns when the processes that it ended are replaced.</summary>
    public async Task InjectAsync(Fault fault, (int Primary, int Replica) servers, CancellationToken cancellationToken)
    {
        var (primary, replica) = servers;
        switch (fault)
        {
            case Fault.Baseline:
                await KillWhileManualAsync(primary, cancellationToken);
                return;
            case Fault.Switch:
                await File.WriteAllTextAsync(RequestFile(primary, "switch"), "", cancellationToken);
                break;
            case Fault.Freeze:
                Signal(primary, ProcessSignal.Stop);
                break;
            case Fault.Kill or Fault.Both:
                Signal(primary, ProcessSignal.Kill);
                break;
        }

        if (fault is Fault.Replica or Fault.Both) Signal(replica, ProcessSignal.Kill);
        int[] ended = fault switch { Fault.Replica => [replica], Fault.Both => [primary, replica], _ => [primary] };
        await nodes.ServersAsync(ended, cancellationToken);
    }

    private async Task KillWhileManualAsync(int primary, CancellationToken cancellationToken)
    {
        var manual = RequestFile(primary, "manual");
        await File.WriteAllTextAsync(manual, "", cancellationToken);
        try
        {
            Signal(primary, ProcessSignal.Kill);
            await nodes.ServersAsync([primary], cancellationToken);
        }
        finally
        {
            File.Delete(manual);
        }
    }

    // A server works in DATA/postgres-0-a/data; a request to the monitor of its shard is the file DATA/postgres-0.NAME.
    private static string RequestFile(int server, string name)
    {
        var data = new FileInfo($"/proc/{server}/cwd").LinkTarget
            ?? throw new LabException($"The folder of process {server} cannot be read: run lab as the user of AppHost.");
        return $"{Path.GetDirectoryName(data)![..^"-a".Length]}.{name}";
    }

    private static void Signal(int process, int signal)
    {
        if (!ProcessSignal.TrySend(process, signal))
            throw new LabException($"Process {process} cannot be signalled: run lab on the machine and as the user of AppHost.");
    }
}
