namespace Conduit.Tests.Application;

/// <summary>A temporary folder with a space in its name, open to unprivileged users; deleted on disposal.</summary>
public sealed class TestFolder : IDisposable
{
    private readonly string _folder = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"conduit tests {Guid.NewGuid():N}");

    public TestFolder()
    {
        Directory.CreateDirectory(Path);
        // Database servers that root starts run as another user.
        Allow(Path, "755");
    }

    public string Path => _folder;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Sets the permissions of a file or folder in chmod's notation.</summary>
    public static void Allow(string path, string mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(mode, 8));
    }

    public void Dispose()
    {
        // A process that is still ending may write a last file while the folder is being removed.
        for (var attempts = 5; Directory.Exists(Path); attempts--)
        {
            try { Directory.Delete(Path, recursive: true); }
            catch (IOException) when (attempts > 0) { Thread.Sleep(200); }
        }
    }
}
