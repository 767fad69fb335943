using System.Runtime.InteropServices;

namespace Conduit.Hosting.Setup;

/// <summary>The user the servers run as when the AppHost runs as root: Postgres refuses root, and nothing here needs it.</summary>
internal sealed record UnprivilegedUser(string Name, uint Uid, uint Gid)
{
    /// <summary><c>nobody</c> when we are root, else null: then the servers run as we do.</summary>
    public static UnprivilegedUser? WhenRoot()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return null;

        foreach (var line in File.ReadLines("/etc/passwd"))
        {
            // macOS writes nobody's as -2
            if (line.Split(':') is ["nobody", _, var uid, var gid, ..]
                && uint.TryParse(uid, out var user) && uint.TryParse(gid, out var group))
                return new UnprivilegedUser("nobody", user, group);
        }

        throw new DistributedApplicationException(
            "The servers cannot run as root, and there is no user 'nobody': run the AppHost as an ordinary user.");
    }

    /// <summary>Whether this user can enter the folder, or the nearest one above it that exists.</summary>
    public bool CanEnter(string folder)
    {
        while (!Directory.Exists(folder))
            folder = Path.GetDirectoryName(folder)!;
        return Programs.Run(this, "/bin/sh", ["-c", "cd \"$1\"", "sh", folder]).ExitCode == 0;
    }

    /// <summary>Gives a file or folder to this user.</summary>
    public void Own(string path)
    {
        if (ChangeOwner(path, Uid, Gid) != 0)
            throw new IOException($"{path} cannot be given to the user {Name}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [DllImport("libc", EntryPoint = "lchown", SetLastError = true)]
    private static extern int ChangeOwner([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint owner, uint group);
}
