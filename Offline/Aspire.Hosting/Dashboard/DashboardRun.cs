using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>The dashboard as a hidden resource of the application, and the service it asks.</summary>
internal sealed partial class DashboardRun(
    DashboardOptions options,
    DcpOptions dcp,
    IConfiguration configuration,
    IDistributedApplicationEventing eventing,
    ResourceLoggerService loggers,
    ILogger<DistributedApplication> logger,
    IServiceProvider services) : IAsyncDisposable
{
    public const string Name = "aspire-dashboard";
    public const string HealthCheckKey = "aspire-dashboard_check";
    private const string OtlpGrpc = "otlp-grpc";
    private const string OtlpHttp = "otlp-http";

    private readonly ResourceServiceHost _service = new(options, services);

    public ExecutableResource? Resource { get; private set; }

    public EndpointReference Frontend => Resource!.GetEndpoints().First();

    public void AddTo(DistributedApplicationModel model)
    {
        if (!options.IsEnabled)
        {
            // So that no service tries to send telemetry to a dashboard that is not there.
            configuration[DashboardOptions.OtlpGrpcKey] = "";
            return;
        }

        var path = dcp.RequireDashboard();
        Resource = new ExecutableResource(Name, path, Path.GetDirectoryName(path)!);
        AddFrontends(Resource);
        configuration[DashboardOptions.OtlpGrpcKey] = AddEndpoint(Resource, OtlpGrpc, options.OtlpGrpcUrl, DashboardOptions.OtlpGrpcKey);
        if (options.OtlpHttpUrl is not null)
        {
            AddEndpoint(Resource, OtlpHttp, options.OtlpHttpUrl, DashboardOptions.OtlpHttpKey);
        }

        ThrowIfBusy(options.ResourceServicePort ?? 0, DashboardOptions.ResourceServiceUrlKey);
        Resource.Annotations.Add(new CommandLineArgsCallbackAnnotation(args => args.Insert(0, "dashboard")));
        Resource.Annotations.Add(new EnvironmentCallbackAnnotation(SetEnvironment));
        Resource.Annotations.Add(new HealthCheckAnnotation(HealthCheckKey));
        Resource.Annotations.Add(new ResourceIconAnnotation("ContentView"));
        Resource.Annotations.Add(new ResourceSnapshotAnnotation(new() { ResourceType = "Executable", Properties = [], IsHidden = true }));
        eventing.Subscribe<ResourceReadyEvent>(Resource, (_, _) => SayWhereAsync());
        eventing.Subscribe<ResourceStoppedEvent>(Resource, (stopped, _) => SayWhyAsync(stopped.ResourceEvent.Snapshot));

        // First, because it takes longest to start.
        model.Resources.Insert(0, Resource);
    }

    public Task StartServiceAsync(CancellationToken cancellationToken) =>
        options.IsEnabled ? _service.StartAsync(cancellationToken) : Task.CompletedTask;

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    private void AddFrontends(ExecutableResource resource)
    {
        if (options.FrontendUrls.Count == 0)
        {
            AddEndpoint(resource, "http", null, "applicationUrl");
        }

        foreach (var url in options.FrontendUrls)
        {
            AddEndpoint(resource, url.Scheme, url, "applicationUrl");
        }
    }

    private string AddEndpoint(ExecutableResource resource, string name, Uri? url, string setting)
    {
        if (url is { Scheme: "http" } && !configuration.GetValue("ASPIRE_ALLOW_UNSECURED_TRANSPORT", false))
        {
            throw new DistributedApplicationException(
                $"{setting} is {url}, but only https is allowed: use https, or set ASPIRE_ALLOW_UNSECURED_TRANSPORT to true in the launch profile.");
        }

        ThrowIfBusy(url?.Port ?? 0, setting);
        var endpoint = new EndpointAnnotation(
            ProtocolType.Tcp, uriScheme: url?.Scheme ?? "http", name: name, port: url is { Port: > 0 } ? url.Port : Ports.Next(), isProxied: false);
        resource.Annotations.Add(endpoint);
        return $"{endpoint.UriScheme}://localhost:{endpoint.Port}";
    }

    private void ThrowIfBusy(int port, string setting)
    {
        if (port > 0 && !Ports.IsFree(port))
        {
            throw new DistributedApplicationException(
                $"port {port}, which the dashboard wants, is in use: end what listens there, or change {setting} of the launch profile "
                + $"'{options.LaunchProfile ?? "http"}' in Properties/launchSettings.json.");
        }
    }

    private void SetEnvironment(EnvironmentCallbackContext context)
    {
        var env = context.EnvironmentVariables;
        string UrlOf(EndpointReference e) => $"{e.Scheme}://localhost:{e.Port}";
        var endpoints = Resource!.GetEndpoints().ToList();
        env["ASPNETCORE_ENVIRONMENT"] = "Production";
        env["DOTNET_TieredPGO"] = "0"; // starts quicker, and only people use it
        env["ASPNETCORE_URLS"] = string.Join(';', endpoints.Where(e => e.EndpointName is not (OtlpGrpc or OtlpHttp)).Select(UrlOf));
        env[DashboardOptions.OtlpGrpcKey] = UrlOf(endpoints.Single(e => e.EndpointName == OtlpGrpc));
        if (endpoints.SingleOrDefault(e => e.EndpointName == OtlpHttp) is { } http)
        {
            env[DashboardOptions.OtlpHttpKey] = UrlOf(http);
        }

        env[DashboardOptions.ResourceServiceUrlKey] = _service.Url;
        env["DASHBOARD__RESOURCESERVICECLIENT__AUTHMODE"] = "ApiKey";
        env["DASHBOARD__RESOURCESERVICECLIENT__APIKEY"] = options.ResourceServiceKey;
        env["DASHBOARD__OTLP__AUTHMODE"] = "ApiKey";
        env["DASHBOARD__OTLP__PRIMARYAPIKEY"] = options.OtlpKey;
        env["DASHBOARD__API__ENABLED"] = "true";
        env["DASHBOARD__API__AUTHMODE"] = "ApiKey";
        env["DASHBOARD__API__PRIMARYAPIKEY"] = options.ApiKey;
        env["DASHBOARD__FRONTEND__AUTHMODE"] = options.BrowserToken is null ? "Unsecured" : "BrowserToken";
        if (options.BrowserToken is not null)
        {
            env["DASHBOARD__FRONTEND__BROWSERTOKEN"] = options.BrowserToken;
        }
    }

    private Task SayWhereAsync()
    {
        var url = Frontend.Url;
        var login = $"{url}/login?t={options.BrowserToken}";
        Log.Listening(logger, url);
        if (options.BrowserToken is not null)
        {
            Log.Login(logger, login);
        }

        return Task.CompletedTask;
    }

    private async Task SayWhyAsync(CustomResourceSnapshot snapshot)
    {
        if (snapshot.ExitCode is 0)
        {
            return;
        }

        List<string> lines = [];
        await foreach (var batch in loggers.GetAllAsync(Resource!))
        {
            lines.AddRange(batch.Select(l => l.Content));
        }

        var last = string.Join(Environment.NewLine, lines.TakeLast(20));
        Log.Failed(logger, snapshot.State?.Text, last);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Now listening on: {Url}")]
        public static partial void Listening(ILogger logger, string url);

        [LoggerMessage(Level = LogLevel.Information, Message = "Login to the dashboard at {Url}")]
        public static partial void Login(ILogger logger, string url);

        [LoggerMessage(Level = LogLevel.Error, Message = "The dashboard has ended ({State}). It said last: {Lines}")]
        public static partial void Failed(ILogger logger, string? state, string lines);
    }
}
