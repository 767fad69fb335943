namespace Conduit.Tests.Application;

/// <summary>A temporary folder with a space in its name, which an unprivileged user may enter; gone in the end.</summary>
public sealed class TestFolder : IDisposable
{
    private readonly string _folder = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"conduit tests {Guid.NewGuid():N}");

    public TestFolder()
    {
        Directory.CreateDirectory(Path);
        // Database servers started by root run as somebody else.
        Allow(Path, "755");
    }

    public string Path => _folder;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Sets who may do what with a file or folder, as chmod writes it.</summary>
    public static void Allow(string path, string mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(mode, 8));
    }

    public void Dispose()
    {
        // Whatever still ends may write a last file while the folder is being removed.
        for (var tries = 5; Directory.Exists(Path); tries--)
        {
            try { Directory.Delete(Path, recursive: true); }
            catch (IOException) when (tries > 0) { Thread.Sleep(200); }
        }
    }
}
