namespace Conduit.Tests.Application;

/// <summary>Paths in the clone that these tests were built in.</summary>
internal static class Repository
{
    private static readonly string AppHostProject = Projects.AppHost.ProjectPath;

    public static string Root { get; } = Directory.GetParent(
        AppHostProject.EndsWith(".csproj", StringComparison.Ordinal)
            ? Path.GetDirectoryName(AppHostProject)!
            : AppHostProject.TrimEnd('/'))!.FullName;

    /// <summary>The AppHost that was built together with the tests.</summary>
    public static string AppHost { get; } = Built("AppHost", OperatingSystem.IsWindows() ? "AppHost.exe" : "AppHost");

    public static string Built(string project, string file)
    {
        var tests = Path.Combine(Root, "Tests");
        return Path.Combine(Root, project, Path.GetRelativePath(tests, AppContext.BaseDirectory), file);
    }
}
