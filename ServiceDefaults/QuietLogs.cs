using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Conduit.ServiceDefaults;

/// <summary>
/// What every query and every call would say is in the traces; the settings of a service, which come later, may ask for it all the same.
/// </summary>
internal static class QuietLogs
{
    private static readonly Dictionary<string, string?> Levels = new()
    {
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Warning",
        // What a check finds, /health answers and the dashboard shows.
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
        ["Logging:LogLevel:Microsoft.Extensions.Http"] = "Warning",
        ["Logging:LogLevel:Npgsql"] = "Warning",
        ["Logging:LogLevel:Polly"] = "Warning",
        ["Logging:LogLevel:StackExchange.Redis"] = "Warning",
        ["Logging:LogLevel:System.Net.Http"] = "Warning",
    };

    public static void AddQuietLogs(this IHostApplicationBuilder builder)
    {
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Levels });

        // What stops a host from starting, RunServiceAsync says in one line.
        var start = new Start();
        builder.Services.AddHostedService(_ => start);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => start.IsOver && level >= LogLevel.Warning);
    }

    private sealed class Start : LifecycleService
    {
        public bool IsOver { get; private set; }

        public override Task StartedAsync(CancellationToken cancellationToken)
        {
            IsOver = true;
            return Task.CompletedTask;
        }
    }
}
