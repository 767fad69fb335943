using System.Text;

namespace Conduit.Hosting.Setup;

/// <summary>Files and folders that only the servers' user can read.</summary>
internal static class PrivateFiles
{
    public const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder (0700) if it is not there.</summary>
    public static void CreateFolder(string path, UnprivilegedUser? owner)
    {
        // folders above it that are missing keep the usual mode: others must be able to pass
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Directory.CreateDirectory(path, FolderMode);
        File.SetUnixFileMode(path, FolderMode);
        owner?.Own(path);
    }

    /// <summary>Writes a file (0600); a reader sees the old text or the new one, never a part of it.</summary>
    public static void Write(string path, string text, UnprivilegedUser? owner, bool flushToDisk = false)
    {
        var next = path + ".next";
        File.Delete(next);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
        using (var file = new FileStream(next, options))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk);
        }

        owner?.Own(next);
        File.Move(next, path, overwrite: true);
    }
}
