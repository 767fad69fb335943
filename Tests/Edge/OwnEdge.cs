using System.Diagnostics;
using System.Globalization;
using Conduit.Tests.Application;

namespace Conduit.Tests.Edge;

/// <summary>A single edge in front of a test's own servers. It reaches no Redis, so it caches nothing.</summary>
internal sealed class OwnEdge : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private OwnEdge(Process process, Uri address)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<OwnEdge> StartAsync(IEnumerable<Uri> servers, params (string Name, string Value)[] settings)
    {
        var edge = Start(servers, settings);
        using var http = edge.Client();
        await Eventually.SucceedsAsync(async () => (await http.GetAsync("/alive")).Dispose(), "the edge is there");
        return edge;
    }

    /// <summary>Starts an edge that cannot run, and returns its exit code and errors.</summary>
    public static async Task<(int Code, string Errors)> FailAsync(params (string Name, string Value)[] settings)
    {
        await using var edge = Start([new Uri("http://127.0.0.1:1")], settings);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await edge._process.WaitForExitAsync(limit.Token);
        return (edge._process.ExitCode, await edge._errors);
    }

    public HttpClient Client()
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=localhost";
        return new(handler) { BaseAddress = Address };
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static OwnEdge Start(IEnumerable<Uri> servers, (string Name, string Value)[] settings)
    {
        var isSecure = settings.Any(setting => setting.Name.Contains("Certificates", StringComparison.Ordinal));
        var scheme = isSecure ? "https" : "http";
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"{scheme}://127.0.0.1:{FreePort.Next()}"));
        var program = Repository.Built("Edge", OperatingSystem.IsWindows() ? "Edge.exe" : "Edge");
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = Path.GetDirectoryName(program),
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["ConnectionStrings__freshness"] = "127.0.0.1:1";
        start.Environment["Site__Hosts"] = "127.0.0.1 localhost";
        foreach (var (index, server) in servers.Index())
        {
            foreach (var kind in (string[])["api", "web"])
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"services__{kind}__http__{index}");
                start.Environment[name] = server.ToString();
            }
        }

        foreach (var (name, value) in settings) start.Environment[name] = value;
        return new OwnEdge(Process.Start(start)!, address);
    }
}
