using System.Collections.Immutable;
using System.Globalization;

namespace Conduit.Hosting.Postgres;

/// <summary>Shows each node's role, timeline and lag among its properties in the dashboard.</summary>
internal sealed class RoleProperties(ProcessShard shard, NodeMonitors nodes, ResourceNotificationService notifications)
{
    public const string RoleName = $"{Prefix}role";
    public const string Replica = "Replica";

    private const string Prefix = "postgres.";

    private readonly Dictionary<PostgresNodeResource, ImmutableArray<(string Name, string Value)>> _published = [];

    // Of the last checks that were answered: an estimate of what a promotion that accepts a loss would lose.
    private ulong _primaryPosition;
    private ulong _standbyPosition;

    /// <summary>How many bytes of log the standby lacked when both nodes answered last.</summary>
    public ulong BytesBehind => _primaryPosition > _standbyPosition ? _primaryPosition - _standbyPosition : 0;

    /// <summary>Publishes what has changed.</summary>
    public async Task PublishAsync(string? obstacle)
    {
        _primaryPosition = nodes.Of(shard.Primary).Report?.Position ?? _primaryPosition;
        _standbyPosition = nodes.Of(shard.Standby).Report?.Position ?? _standbyPosition;
        foreach (var node in shard.Nodes)
        {
            var current = Of(node, obstacle);
            if (_published.TryGetValue(node, out var known) && known.SequenceEqual(current))
                continue;

            _published[node] = current;
            await notifications.PublishUpdateAsync(node, snapshot => snapshot with
            {
                Properties =
                [
                    .. snapshot.Properties.Where(property => !property.Name.StartsWith(Prefix, StringComparison.Ordinal)),
                    .. current.Select(one => new ResourcePropertySnapshot(Prefix + one.Name, one.Value)),
                ],
            });
        }
    }

    private ImmutableArray<(string Name, string Value)> Of(PostgresNodeResource node, string? obstacle)
    {
        var isPrimary = shard.IsPrimary(node);
        var properties = ImmutableArray.CreateBuilder<(string, string)>();
        properties.Add(("role", isPrimary ? "Primary" : Replica));
        if (isPrimary)
            properties.Add(("primary since", shard.Roles.Since.ToString("u", CultureInfo.InvariantCulture)));
        if (nodes.Of(node).Report is { Timeline: > 0 } report)
            properties.Add(("timeline", report.Timeline.ToString(CultureInfo.InvariantCulture)));
        if (!isPrimary)
            properties.Add(("may be promoted", shard.Roles.IsStandbyComplete ? "yes" : "no: it may lack commits"));
        if (obstacle is not null)
            properties.Add(("waits", obstacle));
        return properties.ToImmutable();
    }
}
