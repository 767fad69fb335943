namespace Conduit.Hosting.Postgres;

/// <summary>
/// Requests to a shard's monitor from scripts, as files beside the data: <c>postgres-0.switch</c> switches the roles once, and while
/// <c>postgres-0.manual</c> exists, failover is manual. Only users who may write into the data folder can make them.
/// </summary>
/// <param name="path">The path of the files, without their extensions.</param>
internal sealed class ShardRequests(string path)
{
    private readonly string _switch = $"{path}.switch";
    private readonly string _manual = $"{path}.manual";

    /// <summary>Whether failover is manual for the time being.</summary>
    public bool IsManual => File.Exists(_manual);

    /// <summary>Deletes requests that an earlier AppHost left.</summary>
    public void Clear()
    {
        File.Delete(_switch);
        File.Delete(_manual);
    }

    /// <summary>Returns true once for each request to switch the roles.</summary>
    public bool TakeSwitch()
    {
        if (!File.Exists(_switch))
            return false;

        File.Delete(_switch);
        return true;
    }
}
