using System.Diagnostics;
using System.Text.Json;
using Conduit.Tests.Application;

namespace Conduit.Tests.Publishing;

public sealed class ImageTests
{
    [Fact]
    public async Task Image_runs_as_an_unprivileged_user_and_has_neither_symbols_nor_settings_for_development()
    {
        using var folder = new TestFolder();
        await using var registry = await BaseImageRegistry.StartAsync();
        var archive = folder["media.tar.gz"];

        await DotnetAsync(
            "publish", Path.Combine(Repository.Root, "MediaService"), "--no-build", "-c", BuildConfiguration, "-t:PublishContainer",
            $"-p:ContainerBaseImage={registry.Image}", $"-p:ContainerArchiveOutputPath={archive}", $"-p:PublishDir={folder["publish"]}/");

        var image = ImageArchive.Read(archive);
        Assert.Equal(["conduit-mediaservice:latest"], image.Names);
        Assert.Equal("1654", image.Configuration.GetProperty("User").GetString());
        Assert.Equal(["8080/tcp"], image.Configuration.GetProperty("ExposedPorts").EnumerateObject().Select(port => port.Name));
        Assert.Equal(["dotnet", "/app/MediaService.dll"], Texts(image.Configuration.GetProperty("Entrypoint")));
        Assert.Equal(
            ["APP_UID", "ASPNETCORE_HTTP_PORTS"],
            Texts(image.Configuration.GetProperty("Env")).Select(variable => variable!.Split('=')[0]).Order(StringComparer.Ordinal));
        Assert.Contains("app/MediaService.dll", image.Files);
        Assert.Contains(image.Files, file => file.EndsWith("libSkiaSharp.so", StringComparison.Ordinal));
        Assert.DoesNotContain(image.Files, file => Path.GetExtension(file) is ".pdb" or ".key" or ".pfx");
        Assert.DoesNotContain(image.Files, file => file.Contains("Development", StringComparison.Ordinal));
        Assert.DoesNotContain("app/Freshness.xml", image.Files);
    }

    [Fact]
    public async Task Base_image_is_the_distroless_one()
    {
        var output = await DotnetAsync(
            "msbuild", Path.Combine(Repository.Root, "Edge"), "-t:ComputeContainerConfig",
            "-getProperty:ContainerBaseImage,ContainerUser,InvariantGlobalization,ContainerRepository");

        var properties = JsonDocument.Parse(output).RootElement.GetProperty("Properties");
        Assert.Equal(
            ["mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled", "1654", "true", "conduit-edge"],
            properties.EnumerateObject().Select(property => property.Value.GetString()));
    }

    private static string BuildConfiguration => Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/'))!);

    private static IEnumerable<string?> Texts(JsonElement array) => array.EnumerateArray().Select(text => text.GetString());

    private static async Task<string> DotnetAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // The host of these tests sets this variable for itself. No reusable build nodes: they would outlive the test.
        start.Environment.Remove("MSBuildSDKsPath");
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{await output}\n{await errors}");
        return await output;
    }
}
