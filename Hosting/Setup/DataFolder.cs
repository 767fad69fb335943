using System.Globalization;

namespace Conduit.Hosting.Setup;

/// <summary>The folder with the servers' data: ours, and held by one AppHost at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private const string Marker = ".conduit";
    private const string LockName = ".lock";
    private const string HolderName = ".pid";

    private readonly FileStream _lock;
    private readonly UnprivilegedUser? _owner;

    private DataFolder(string path, UnprivilegedUser? owner, FileStream held)
    {
        Path = path;
        _owner = owner;
        _lock = held;
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>Opens the folder for this AppHost, or says in one line why it cannot.</summary>
    public static DataFolder Open(string path, UnprivilegedUser? owner)
    {
        try
        {
            if (File.Exists(path) || (Directory.Exists(path) && !IsOurs(path) && HoldsMore(path)))
                throw new DistributedApplicationException(
                    $"{path} holds something that is not ours: set DataFolder to another folder, or empty this one.");

            PrivateFiles.CreateFolder(path, owner);
            var held = Hold(path);
            PrivateFiles.Write(
                System.IO.Path.Combine(path, HolderName),
                Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
                owner);
            if (!IsOurs(path))
                PrivateFiles.Write(System.IO.Path.Combine(path, Marker), "Data of Conduit's servers, made by its AppHost.\n", owner);
            return new DataFolder(path, owner, held);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException($"The data folder cannot be used ({fault.Message}): set DataFolder to one that can.");
        }
    }

    /// <summary>A folder of its own for one server; one that has the server's former name is renamed.</summary>
    public string For(string server, string? formerly = null)
    {
        var folder = System.IO.Path.Combine(Path, server);
        if (formerly is not null && System.IO.Path.Combine(Path, formerly) is var former
            && Directory.Exists(former) && !Directory.Exists(folder))
            Directory.Move(former, folder);
        PrivateFiles.CreateFolder(folder, _owner);
        return folder;
    }

    /// <inheritdoc />
    public void Dispose() => _lock.Dispose();

    private static bool IsOurs(string path) => File.Exists(System.IO.Path.Combine(path, Marker));

    // An AppHost that ended in its first moment leaves no more than these files, and a restore no more than databases.
    private static bool HoldsMore(string path) =>
        Directory.EnumerateFileSystemEntries(path)
            .Where(entry => !File.Exists(System.IO.Path.Combine(entry, "data", "PG_VERSION")))
            .Select(System.IO.Path.GetFileName)
            .Any(name => name is not (LockName or HolderName or HolderName + ".next" or Marker + ".next"));

    private static FileStream Hold(string path)
    {
        var name = System.IO.Path.Combine(path, LockName);
        try
        {
            return new FileStream(
                name,
                new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.None,
                    UnixCreateMode = PrivateFiles.OwnerOnly,
                });
        }
        catch (IOException)
        {
            var holder = System.IO.Path.Combine(path, HolderName);
            var pid = File.Exists(holder) ? File.ReadAllText(holder) : "unknown";
            throw new DistributedApplicationException(
                $"The data folder {path} is in use by another AppHost (pid {pid}): stop that one, or set DataFolder to another folder.");
        }
    }
}
