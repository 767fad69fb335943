using Conduit.Lab.Map.Figures;
using Conduit.Lab.Map.History;
using Conduit.Lab.Map.Lessons;
using Conduit.Lab.Map.Load;
using Conduit.Lab.Map.Model;
using Conduit.Lab.Map.Operation;
using Conduit.Lab.Map.Requests;
using Conduit.Lab.Map.Switches;
using Conduit.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Conduit.Lab.Map;

/// <summary>The web application of the system map.</summary>
internal static class MapServer
{
    // It may take as long as a stop or a start of a server.
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddServiceDefaults();
        builder.AddOperation();
        builder.AddFigures();
        builder.AddLessons();
        builder.AddRequests();
        builder.Services.AddRazorComponents();
        builder.Services.AddExceptionHandler<LabExceptionHandler>();

        var app = builder.Build();
        app.UseServiceDefaults();
        // The registered handler writes every error, so the fallback has nothing to do.
        app.UseExceptionHandler(_ => { });
        app.UseMapSecurity();
        app.MapDefaultEndpoints();
        app.MapStaticAssets();
        app.MapChartFiles();
        app.MapPages();
        app.MapCommands();
        app.MapControls();
        app.MapLessons();
        app.MapRequests();
        // The command line receives the signal to stop before the host does, and keeps it until the command ends.
        await using var registration = cancellationToken.Register(app.Lifetime.StopApplication);
        return await app.RunServiceAsync();
    }

    private static void AddOperation(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<OperatorOptions>()
            .BindConfiguration(OperatorOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(services => SystemModel.Parse(services.GetRequiredService<IOptions<OperatorOptions>>().Value.Model));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ActionLog>();
#pragma warning disable EXTEXP0001 // the only way to leave out the handler that ConfigureHttpClientDefaults adds
        builder.Services.AddHttpClient<OperatorClient>(UseAppHost).RemoveAllResilienceHandlers();
        builder.Services.AddHttpClient<SwitchClient>(UseAppHost).RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001
        builder.Services.AddSingleton<SwitchLog>().AddSingleton<LoadSwitches>().AddSingleton<LoadService>();
        builder.Services.AddHostedService<LeaseResetService>();

        static void UseAppHost(IServiceProvider services, HttpClient http)
        {
            var options = services.GetRequiredService<IOptions<OperatorOptions>>().Value;
            http.BaseAddress = options.Address;
            http.Timeout = CommandTimeout;
            http.DefaultRequestHeaders.Add(OperatorKey.Header, options.Key);
        }
    }

    private static void AddFigures(this WebApplicationBuilder builder)
    {
#pragma warning disable EXTEXP0001 // the next request to a server that does not answer follows a second later
        builder.Services.AddHttpClient(ServerSource.ClientName, (services, http) => http.DefaultRequestHeaders.Add(
            OperatorKey.Header, services.GetRequiredService<IOptions<MetricsOptions>>().Value.Key)).RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001
        builder.Services
            .AddSingleton<ICounterSource, ServerSource>()
            .AddSingleton<ICounterSource, RedisSource>()
            .AddSingleton<ICounterSource, PostgresSource>()
            .AddSingleton<FlowRates>()
            .AddSingleton<FigureWriter>()
            .AddSingleton<ControlWriter>()
            .AddSingleton<FigureFeed>()
            .AddSingleton<SampleCalculator>()
            .AddSingleton<FigureHistory>()
            .AddHostedService<FigureService>();
    }
}
