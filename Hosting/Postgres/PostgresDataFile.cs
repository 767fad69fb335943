using System.Buffers.Binary;
using System.Globalization;

namespace Conduit.Hosting.Postgres;

/// <summary>Reads facts from a data folder without a server.</summary>
internal static class PostgresDataFile
{
    // global/pg_control, PostgreSQL 11 and later
    private const int SystemIdentifierAt = 0;
    private const int TimelineAt = 48;

    /// <summary>The major version that made the data, or null when there is none.</summary>
    public static int? Major(string data)
    {
        var version = Path.Combine(data, "PG_VERSION");
        return File.Exists(version)
            && int.TryParse(File.ReadAllText(version).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            ? major
            : null;
    }

    /// <summary>Which cluster the data belongs to, and on which timeline its last checkpoint is.</summary>
    public static (ulong System, uint Timeline) Identity(string data)
    {
        Span<byte> control = stackalloc byte[TimelineAt + sizeof(uint)];
        using var file = File.OpenRead(Path.Combine(data, "global", "pg_control"));
        file.ReadExactly(control);
        return (BinaryPrimitives.ReadUInt64LittleEndian(control[SystemIdentifierAt..]),
            BinaryPrimitives.ReadUInt32LittleEndian(control[TimelineAt..]));
    }

    /// <summary>
    /// Whether this standby's data can follow that of the primary as it is: same origin, same major version, never a primary since.
    /// </summary>
    public static bool CanFollow(string data, string primaryData) =>
        IsCopy(data, primaryData)
        && File.Exists(Path.Combine(data, PostgresConfiguration.StandbySignal))
        && Identity(data).Timeline <= Identity(primaryData).Timeline;

    /// <summary>Whether both are of the same origin and major version.</summary>
    public static bool IsCopy(string data, string primaryData)
    {
        if (Major(data) is not { } major || major != Major(primaryData))
            return false;

        try
        {
            return Identity(data).System == Identity(primaryData).System;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
