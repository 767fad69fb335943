namespace Conduit.AppHost;

/// <summary>What the dashboard can tell a service and ask it: the service does it, at its own doors, which open to a key alone.</summary>
internal static class ServiceCommands
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Adds a command whose answer is shown as a table.</summary>
    public static IResourceBuilder<ProjectResource> WithTable(
        this IResourceBuilder<ProjectResource> service, string name, string text, string description, string path, string shown, IResourceBuilder<ParameterResource> key) => service.WithCommand(
        name,
        text,
        context => AskAsync(service, key, HttpMethod.Get, path, table => CommandResults.Success(shown, table, CommandResultFormat.Markdown, displayImmediately: true), context),
        Options(description, "Table", isHighlighted: true));

    /// <summary>Adds a command that is told to the service, which says what it did; what the user is asked for first, if anything, goes along in the query.</summary>
    public static IResourceBuilder<ProjectResource> WithOrder(
        this IResourceBuilder<ProjectResource> service, string name, string text, string description, string icon, string path, IResourceBuilder<ParameterResource> key, InteractionInput? input = null)
    {
        var options = Options(description, icon, isHighlighted: false);
        if (input is not null) options.Arguments = [input];
        return service.WithCommand(name, text, context => AskAsync(service, key, HttpMethod.Post, path + Query(input, context), CommandResults.Success, context), options);
    }

    private static string Query(InteractionInput? input, ExecuteCommandContext context) =>
        input is not null && context.Arguments.TryGetByName(input.Name, out var given) && given.Value is { Length: > 0 } value ? $"?{input.Name}={Uri.EscapeDataString(value)}" : "";

    private static CommandOptions Options(string description, string icon, bool isHighlighted) => new()
    {
        Description = description,
        IconName = icon,
        IsHighlighted = isHighlighted,
        UpdateState = context => context.ResourceSnapshot.State?.Text == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
    };

    private static async Task<ExecuteCommandResult> AskAsync(
        IResourceBuilder<ProjectResource> service, IResourceBuilder<ParameterResource> key, HttpMethod method, string path, Func<string, ExecuteCommandResult> read, ExecuteCommandContext context)
    {
        using var http = new HttpClient { Timeout = Patience };
        using var request = new HttpRequestMessage(method, service.GetEndpoint("http").Url + path);
        request.Headers.Add("X-Conduit-Key", await key.Resource.GetValueAsync(context.CancellationToken));
        try
        {
            using var answer = await http.SendAsync(request, context.CancellationToken);
            var text = await answer.Content.ReadAsStringAsync(context.CancellationToken);
            return answer.IsSuccessStatusCode ? read(text) : CommandResults.Failure($"The {service.Resource.Name} answered {(int)answer.StatusCode}.");
        }
        catch (HttpRequestException e)
        {
            return CommandResults.Failure($"The {service.Resource.Name} does not answer: {e.Message}");
        }
    }
}
