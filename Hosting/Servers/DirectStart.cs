using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Conduit.Hosting.Servers;

/// <summary>
/// Starts a project's built program itself, where Aspire would start <c>dotnet run --no-build</c>, which starts the program.
/// </summary>
/// <remarks>
/// Measured with eight projects on two cores: each <c>dotnet run</c> costs a process of some 130 MB and a second or two of the start, and
/// its process id is not the service's, so a signal reaches the wrong process. An IDE session and <c>dotnet watch</c> still start the
/// project their own way.
/// </remarks>
internal static class DirectStart
{
    /// <summary>
    /// Starts the program if it is in the build's default place, <c>bin/{configuration}/{framework}</c>; otherwise the project starts
    /// as usual.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithDirectStart(this IResourceBuilder<ProjectResource> project)
    {
        var builder = project.ApplicationBuilder;
        var path = project.Resource.GetProjectMetadata().ProjectPath;
        if (builder.Configuration["DOTNET_WATCH"] is "1" or "true" || FindProgram(path, builder.AppHostAssembly) is not { } program)
            return project;

        return project
            .WithAnnotation(new ExecutableAnnotation { Command = program, WorkingDirectory = Path.GetDirectoryName(path)! })
            // A .NET that was unpacked outside the default folder and not registered is found by this variable alone.
            .WithEnvironment(
                "DOTNET_ROOT", Path.GetFullPath("../../..", RuntimeEnvironment.GetRuntimeDirectory().TrimEnd(Path.DirectorySeparatorChar)));
    }

    // The projects are built together with the AppHost: in the same configuration, for the same framework.
    private static string? FindProgram(string projectPath, Assembly? appHost)
    {
        if (appHost?.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration is not { Length: > 0 } configuration
            || appHost.GetCustomAttribute<TargetFrameworkAttribute>()?.FrameworkName is not { } framework)
            return null;

        var name = Path.GetFileNameWithoutExtension(projectPath) + (OperatingSystem.IsWindows() ? ".exe" : "");
        var program = Path.Combine(
            Path.GetDirectoryName(projectPath)!, "bin", configuration, $"net{new FrameworkName(framework).Version.ToString(2)}", name);
        return File.Exists(program) ? program : null;
    }
}
