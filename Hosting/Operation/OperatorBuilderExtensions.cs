using System.Text.Json;
using System.Text.Json.Serialization;
using Conduit.Hosting.Faults;
using Conduit.Hosting.Map;
using Conduit.Hosting.Setup;
using Microsoft.Extensions.DependencyInjection;

namespace Conduit.Hosting.Operation;

/// <summary>Lets a tool look at the whole application, and operate it.</summary>
public static class OperatorBuilderExtensions
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>
    /// Gives a tool the model of the application, as JSON in the environment variable <c>Operator__Model</c>, and access to an endpoint of
    /// the AppHost with the states and commands of all resources: <c>Operator__Address</c> and <c>Operator__Key</c>. Run mode only.
    /// </summary>
    /// <remarks>
    /// <c>GET /resources</c> returns the states. <c>POST /resources/{name}/{command}</c> executes a command as the dashboard does; it
    /// returns 409 with the reason when that fails. With <c>?leased=true</c> the AppHost undoes it by itself, as it undoes a fault.
    /// <c>POST /leases</c> renews the faults, commands and switches that would end by themselves; with <c>?switch=NAME</c> only that
    /// switch. <c>DELETE /leases</c> ends them all. The key belongs into the header <c>X-Conduit-Key</c>.
    /// </remarks>
    /// <typeparam name="T">The tool's type.</typeparam>
    /// <param name="tool">The tool.</param>
    /// <returns>The tool.</returns>
    /// <example><code>builder.AddServer&lt;Projects.Lab&gt;("lab").WithOperatorAccess();</code></example>
    public static IResourceBuilder<T> WithOperatorAccess<T>(this IResourceBuilder<T> tool)
        where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(tool);
        var builder = tool.ApplicationBuilder;
        if (!builder.ExecutionContext.IsRunMode)
            return tool;

        builder.AddFaultLeases();
        var services = builder.Services;
        if (!services.Any(service => service.ServiceType == typeof(OperatorEndpoint)))
        {
            services.AddSingleton<ResourceStates>().AddSingleton<LeasedCommands>().AddSingleton<OperatorEndpoint>();
            services.InsertHostedService(provider => provider.GetRequiredService<ResourceStates>());
            services.InsertHostedService(provider => provider.GetRequiredService<OperatorEndpoint>());
        }

        return tool.WithEnvironment(context =>
        {
            var provider = context.ExecutionContext.Services;
            var endpoint = provider.GetRequiredService<OperatorEndpoint>();
            var model = SystemModel.Of(provider.GetRequiredService<DistributedApplicationModel>(), tool.Resource);
            context.EnvironmentVariables["Operator__Address"] = endpoint.Address;
            context.EnvironmentVariables["Operator__Key"] = endpoint.Key;
            context.EnvironmentVariables["Operator__Model"] = JsonSerializer.Serialize(model, Json);
        });
    }
}
