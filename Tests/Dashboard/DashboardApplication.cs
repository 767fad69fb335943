using Conduit.Tests.Application;

namespace Conduit.Tests.Dashboard;

/// <summary>AppHost with its dashboard; one for all tests of the dashboard.</summary>
public sealed class DashboardApplication : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly string _key = Guid.NewGuid().ToString("N");
    private HostProcess? _host;
    private HostProcess.Ready? _ready;

    public Secrets Secrets { get; } = new();

    public Uri Site => _ready!.Site;

    /// <summary>The system map.</summary>
    public Uri Lab { get; } = new($"http://localhost:{FreePort.Next()}");

    /// <summary>The dashboard's sign-in address, which contains the token.</summary>
    public Uri Login => _ready!.Dashboard ?? throw new InvalidOperationException($"no dashboard was named\n{_host!.Output}");

    public Uri Dashboard => new(Login, "/");

    public string Mark => _host!.Mark;

    public string Output => _host!.Output + _host.Errors;

    public async Task InitializeAsync()
    {
        _host = HostProcess.Start(
            ["--Site:Port=0", $"--Lab:Port={Lab.Port}", $"--DataFolder={_folder["data"]}", "--Seed:Automatic=false"],
            [.. Secrets.Configuration, new("AppHost:DashboardApiKey", _key)]);
        try
        {
            _ready = await _host.ReadyAsync();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>A client of the dashboard's telemetry API.</summary>
    public HttpClient Telemetry()
    {
        var http = new HttpClient { BaseAddress = Dashboard };
        http.DefaultRequestHeaders.Add("x-api-key", _key);
        return http;
    }

    public async Task DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();
}

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ApplicationWithDashboard : ICollectionFixture<DashboardApplication>, ICollectionFixture<Browser>
{
    public const string Name = "dashboard";
}
