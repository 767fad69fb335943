using System.Net;

namespace Conduit.ServiceDefaults;

/// <summary>
/// A service started with the argument <c>health</c> queries the running one beside it, and ends with 0 if that is healthy, else with 1.
/// A container is checked by it, because its image has no other program.
/// </summary>
public static class HealthCommand
{
    // The variable of .NET's images with the ports, of which the first has the probes.
    private const string PortsVariable = "HTTP_PORTS";
    private const string DefaultPort = "8080";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);

    /// <param name="args">The command line.</param>
    /// <returns>Whether it is the command.</returns>
    public static bool IsRequested(string[] args) => args is ["health"];

    /// <summary>Requests <c>/health</c> of the service in this container.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync()
    {
        var port = Environment.GetEnvironmentVariable(PortsVariable)?.Split(';')[0] is { Length: > 0 } first ? first : DefaultPort;
        using var client = new HttpClient { Timeout = Timeout };
        try
        {
            using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/health"));
            return response.StatusCode == HttpStatusCode.OK ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return 1;
        }
    }
}
