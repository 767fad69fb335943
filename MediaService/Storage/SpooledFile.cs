namespace Conduit.MediaService.Storage;

/// <summary>A temporary file for an original on its way: uploads of slow clients must not take memory.</summary>
internal sealed class SpooledFile : IAsyncDisposable
{
    private const string Prefix = "conduit-media-";

    private SpooledFile(string path, FileStream stream) => (Path, Stream) = (path, stream);

    public string Path { get; }

    public FileStream Stream { get; }

    public static SpooledFile Create()
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{Prefix}{Guid.NewGuid():N}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read | FileShare.Delete,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new SpooledFile(path, new FileStream(path, options));
    }

    /// <summary>Deletes files of servers that were killed: an hour is longer than any upload may take.</summary>
    public static void DeleteAbandoned()
    {
        var before = DateTime.UtcNow.AddHours(-1);
        foreach (var file in Directory.EnumerateFiles(System.IO.Path.GetTempPath(), $"{Prefix}*"))
        {
            if (File.GetLastWriteTimeUtc(file) < before) File.Delete(file);
        }
    }

    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
