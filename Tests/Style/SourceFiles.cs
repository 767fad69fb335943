using Conduit.Tests.Application;

namespace Conduit.Tests.Style;

/// <summary>The files of the repository that are written by hand.</summary>
internal static class SourceFiles
{
    /// <summary>The paths of all files with one of these extensions, relative to the root and with slashes.</summary>
    public static IEnumerable<string> WithExtension(params string[] extensions) =>
        Directory.EnumerateFiles(Repository.Root, "*", SearchOption.AllDirectories)
            .Where(file => extensions.Contains(Path.GetExtension(file)))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(IsWrittenByHand)
            .Order(StringComparer.Ordinal);

    /// <summary>The file's full path.</summary>
    public static string FullPath(string file) => Path.Combine(Repository.Root, file);

    private static bool IsWrittenByHand(string file) =>
        !file.Split('/').Any(folder => folder is "obj" or "bin" or "artifacts" or "Migrations" or "TestResults" or ".git");
}
