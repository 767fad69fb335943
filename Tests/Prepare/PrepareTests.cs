using System.Diagnostics;
using Conduit.Tests.Application;

namespace Conduit.Tests.Prepare;

/// <summary>The output of `./run.sh --prepare` on a machine that is already prepared, or set up wrongly.</summary>
public sealed class PrepareTests
{
    [Fact]
    public async Task Prepare_is_silent_and_quick_when_everything_is_installed()
    {
        await RunAsync("run.sh", [], "--prepare");
        var watch = Stopwatch.StartNew();

        var (code, output, errors) = await RunAsync("run.sh", [], "--prepare");

        Assert.Equal((0, "", ""), (code, output, errors));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"it took {watch.Elapsed}");
    }

    [Theory]
    [InlineData("OutputCachingSource", "elsewhere")]
    [InlineData("PG_BIN", "/there/is/none")]
    public async Task Wrong_setting_is_reported_in_one_line(string name, string value)
    {
        var (code, _, errors) = await RunAsync("run.sh", new() { [name] = value }, "--prepare");

        Assert.Equal(1, code);
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(name, line, StringComparison.Ordinal);
        Assert.Contains(value, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_SDK_is_reported_in_one_line()
    {
        using var programs = new TestFolder();
        foreach (var program in Directory.EnumerateFiles("/usr/bin").Where(program => Path.GetFileName(program) != "dotnet"))
            File.CreateSymbolicLink(programs[Path.GetFileName(program)], program);

        var (code, _, errors) = await RunAsync("run.sh", new() { ["PATH"] = programs.Path }, "--prepare");

        Assert.Equal(1, code);
        Assert.Contains(".NET SDK", Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(
        string script,
        Dictionary<string, string> environment,
        params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/bash", [Path.Combine(Repository.Root, script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The host of these tests sets this variable for itself.
        start.Environment.Remove("MSBuildSDKsPath");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
