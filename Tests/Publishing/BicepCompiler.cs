using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace Conduit.Tests.Publishing;

/// <summary>Bicep's compiler, of the package that the tests restore.</summary>
internal static class BicepCompiler
{
    public static string Program { get; } = typeof(BicepCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(one => one.Key == "Bicep")?.Value ?? "";

    /// <summary>Compiles a file with all its modules to a template, without a warning.</summary>
    public static async Task<JsonElement> BuildAsync(string file)
    {
        var template = Path.ChangeExtension(file, "json");
        await RunAsync("build", file, "--outfile", template);
        return JsonDocument.Parse(await File.ReadAllTextAsync(template)).RootElement;
    }

    /// <summary>Checks a file with the linter.</summary>
    public static Task LintAsync(string file) => RunAsync("lint", file);

    private static async Task RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0 && (await output, await errors) is ("", ""), $"{await output}\n{await errors}");
    }
}

/// <summary>A test that needs the compiler.</summary>
public sealed class BicepFactAttribute : FactAttribute
{
    public BicepFactAttribute() => Skip = File.Exists(BicepCompiler.Program) ? null : "no Bicep compiler for this kind of machine";
}
