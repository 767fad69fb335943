namespace Conduit.Lab;

/// <summary>The folder of the solution, independent of the current folder and of the build output.</summary>
internal static class Checkout
{
    /// <summary>The folder; the current folder when there is no solution.</summary>
    public static string Folder { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Aspire.sln"))) return folder.FullName;
        }

        return Environment.CurrentDirectory;
    }
}
