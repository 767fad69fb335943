using System.Diagnostics;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;

namespace Conduit.Tests.AppHost;

/// <summary>A container is checked by its own program, with the argument <c>health</c>.</summary>
[Collection(SharedApplication.Name)]
public sealed class HealthCommandTests(WholeApplication whole)
{
    [Theory]
    [InlineData("ApiService", "api-1")]
    [InlineData("Edge", "edge")]
    [InlineData("MediaService", "media")]
    [InlineData("WebFrontend", "web-1")]
    [InlineData("Worker", "worker")]
    public async Task The_program_of_a_service_says_whether_the_one_beside_it_is_healthy(string program, string resource)
    {
        var port = whole.Application.App.GetEndpoint(resource, "http").Port;

        Assert.Equal(0, await RunAsync(program, $"{port};9"));
    }

    [Fact]
    public async Task A_service_that_does_not_listen_is_not_healthy() => Assert.Equal(1, await RunAsync("Worker", $"{FreePort.Next()}"));

    private static async Task<int> RunAsync(string program, string ports)
    {
        var start = new ProcessStartInfo(Repository.Built(program, program), ["health"]);
        start.Environment["HTTP_PORTS"] = ports;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
