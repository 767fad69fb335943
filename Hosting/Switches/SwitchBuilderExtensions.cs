using System.Text.Json;
using Conduit.Hosting.Faults;
using Conduit.Hosting.Setup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Conduit.Hosting.Switches;

/// <summary>Lets tools change settings that take effect while the application runs.</summary>
public static class SwitchBuilderExtensions
{
    /// <summary>
    /// Adds the switches, which a tool with <c>WithOperatorAccess</c> reads by <c>GET /switches</c> and changes by
    /// <c>PUT /switches/{name}</c> with <c>{"value": "false", "leased": true}</c>; <c>DELETE /switches/{name}</c> ends its lease. The
    /// AppHost writes them into the file that the services watch; other settings in the file stay. Run mode only.
    /// </summary>
    /// <remarks>
    /// A leased value is taken back when <c>POST /leases</c> has not renewed it for <c>Faults:Lease</c>, when the AppHost stops, and, if
    /// that was killed, at its next start. So call this before the configuration is handed to services.
    /// </remarks>
    /// <param name="builder">The application.</param>
    /// <param name="file">The full path of the file.</param>
    /// <param name="switches">The switches.</param>
    /// <returns>The application.</returns>
    /// <exception cref="DistributedApplicationException">The file, or <c>Faults:Lease</c>, cannot be used.</exception>
    public static IDistributedApplicationBuilder AddLiveSwitches(
        this IDistributedApplicationBuilder builder, string file, IReadOnlyList<LiveSwitch> switches)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(switches);
        if (!builder.ExecutionContext.IsRunMode)
            return builder;

        var duration = LeaseDuration.Read(builder.Configuration);
        var live = Open(file);
        // The file may be part of the AppHost's own configuration.
        if (live.IsRestored)
            ((IConfigurationRoot)builder.Configuration).Reload();
        var configured = switches
            .Where(one => builder.Configuration[one.Name] is not null)
            .ToDictionary(one => one.Name, one => builder.Configuration[one.Name]!);
        builder.Services.AddSingleton(services => new SwitchService(
            live,
            switches,
            configured,
            duration,
            services.GetRequiredService<IHostApplicationLifetime>(),
            services.GetRequiredService<ILogger<SwitchService>>()));
        builder.Services.InsertHostedService(services => services.GetRequiredService<SwitchService>());
        return builder;
    }

    private static LiveFile Open(string file)
    {
        try
        {
            return new(file);
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException($"The file of live settings, {file}, cannot be used: {fault.Message}");
        }
    }
}
