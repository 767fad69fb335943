using Microsoft.Extensions.DependencyInjection;

namespace Conduit.AppHost;

/// <summary>Dashboard commands that call a service's admin endpoints, which require an operator key.</summary>
internal static class AdminCommands
{
    private const string KeyHeader = "X-Conduit-Key";
    private const string ClientName = "admin-commands";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Registers the HTTP client of the commands. Its timeout ends a command whose service does not respond.
    /// </summary>
    public static void AddAdminCommands(this IDistributedApplicationBuilder builder) =>
        builder.Services.AddHttpClient(ClientName, http => http.Timeout = Timeout);

    /// <summary>Adds a command whose response, a Markdown table, is shown.</summary>
    public static IResourceBuilder<ProjectResource> WithTableCommand(
        this IResourceBuilder<ProjectResource> service,
        string name,
        string displayName,
        string description,
        string path,
        IResourceBuilder<ParameterResource> key) =>
        service.WithHttpCommand(path, displayName, endpointName: "http", commandName: name, new HttpCommandOptions
        {
            Description = description,
            IconName = "Table",
            IsHighlighted = true,
            Method = HttpMethod.Get,
            HttpClientName = ClientName,
            PrepareRequest = context => PrepareAsync(context, key),
            GetCommandResult = context => ReadAsync(context, table => Show($"{displayName}: done.", table)),
        });

    /// <summary>
    /// Adds a command that changes something; the response says what. Each input becomes a query parameter.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithActionCommand(
        this IResourceBuilder<ProjectResource> service,
        string name,
        string displayName,
        string description,
        string icon,
        string path,
        IResourceBuilder<ParameterResource> key,
        params InteractionInput[] inputs) =>
        service.WithHttpCommand(path, displayName, endpointName: "http", commandName: name, new HttpCommandOptions
        {
            Description = description,
            IconName = icon,
            Arguments = inputs,
            HttpClientName = ClientName,
            PrepareRequest = context => PrepareAsync(context, key),
            GetCommandResult = context => ReadAsync(context, CommandResults.Success),
        });

    private static ExecuteCommandResult Show(string message, string table) =>
        CommandResults.Success(message, table, CommandResultFormat.Markdown, displayImmediately: true);

    private static async Task PrepareAsync(HttpCommandRequestContext context, IResourceBuilder<ParameterResource> key)
    {
        context.Request.Headers.Add(KeyHeader, await key.Resource.GetValueAsync(context.CancellationToken));
        var query = context.Arguments
            .Where(argument => argument.Value is { Length: > 0 })
            .Select(argument => $"{argument.Name}={Uri.EscapeDataString(argument.Value!)}");
        context.Request.RequestUri = new UriBuilder(context.Request.RequestUri!) { Query = string.Join('&', query) }.Uri;
    }

    private static async Task<ExecuteCommandResult> ReadAsync(HttpCommandResultContext context, Func<string, ExecuteCommandResult> succeed)
    {
        var text = await context.Response.Content.ReadAsStringAsync(context.CancellationToken);
        return context.Response.IsSuccessStatusCode
            ? succeed(text)
            : CommandResults.Failure($"{context.Endpoint.Resource.Name} responded with {(int)context.Response.StatusCode}: {text}");
    }
}
