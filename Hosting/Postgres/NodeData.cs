using System.Globalization;

namespace Conduit.Hosting.Postgres;

/// <summary>What is done to a node's data folder as files.</summary>
internal static class NodeData
{
    /// <summary>
    /// Deletes a node's data; what is cut short is finished by <see cref="DeleteUnfinished"/>, so half-deleted data is never opened either.
    /// </summary>
    public static void Delete(PostgresNodeResource node)
    {
        if (!Directory.Exists(node.Data))
            return;

        var old = node.NewData + ".old";
        if (Directory.Exists(old))
            Directory.Delete(old, recursive: true);
        Directory.Move(node.Data, old);
        Directory.Delete(old, recursive: true);
    }

    /// <summary>Deletes data that an AppHost began to make, or to delete, and did not finish.</summary>
    public static void DeleteUnfinished(PostgresNodeResource node)
    {
        foreach (var unfinished in Directory.EnumerateDirectories(node.Folder, $"{PostgresNodeResource.NewDataPrefix}*"))
        {
            try
            {
                Directory.Delete(unfinished, recursive: true);
            }
            catch (IOException)
            {
                // An initdb that outlived its AppHost still writes there: the next start deletes it.
            }
        }
    }

    /// <summary>
    /// Deletes the server's file with its process id, which may be that of another process by now. The caller has ended what ran in this
    /// folder (<see cref="Setup.Leftovers"/>).
    /// </summary>
    public static void ForgetLastRun(string data)
    {
        // On other systems leftovers cannot be found, and this file keeps a second server out.
        if (OperatingSystem.IsLinux() && Directory.Exists(data))
            File.Delete(Path.Combine(data, "postmaster.pid"));
    }

    /// <summary>The id of the listening process, by the server's own file; null when there is none.</summary>
    public static int? ServerOf(PostgresNodeResource node)
    {
        try
        {
            var first = File.ReadLines(Path.Combine(node.Data, "postmaster.pid")).FirstOrDefault();
            return int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Slots belong to the node they were made on, not to its copies.</summary>
    public static void ClearSlots(string data)
    {
        foreach (var slot in Directory.EnumerateDirectories(Path.Combine(data, "pg_replslot")))
            Directory.Delete(slot, recursive: true);
    }
}
