using System.Globalization;

namespace Conduit.Tests.Application;

/// <summary>The processes of this machine, as /proc lists them.</summary>
internal static class Processes
{
    /// <summary>Every process whose command line or environment contains the mark.</summary>
    public static IReadOnlyList<(int Id, string CommandLine)> With(string mark) =>
        [.. All().Where(process => IsMarked(process, mark))];

    public static IEnumerable<(int Id, string CommandLine)> All() =>
        from folder in Directory.EnumerateDirectories("/proc")
        let name = Path.GetFileName(folder)
        where int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        let id = int.Parse(name, CultureInfo.InvariantCulture)
        let commandLine = Read(id, "cmdline").Replace('\0', ' ')
        where commandLine is not ""
        select (id, commandLine);

    private static bool IsMarked((int Id, string CommandLine) process, string mark) =>
        process.CommandLine.Contains(mark, StringComparison.Ordinal)
        || Read(process.Id, "environ").Contains(mark, StringComparison.Ordinal);

    private static string Read(int id, string file)
    {
        try { return File.ReadAllText($"/proc/{id}/{file}"); }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException) { return ""; }
    }
}
