using System.Net;
using System.Text.Json;

namespace Conduit.Lab.Map.Operation;

/// <summary>Reads the states of the resources from the AppHost, and lets it execute commands.</summary>
internal sealed class OperatorClient(HttpClient http)
{
    /// <summary>The states of all resources by their names.</summary>
    public async Task<IReadOnlyDictionary<string, ResourceState>> ReadStatesAsync(CancellationToken cancellationToken) =>
        (await http.GetFromJsonAsync<List<ResourceState>>("resources", cancellationToken) ?? []).ToDictionary(state => state.Name);

    /// <summary>Executes a command of a resource.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <param name="leased">Whether the AppHost undoes it when the leases are not renewed; some faults always have a lease.</param>
    /// <returns>The reason when that failed; else null.</returns>
    public async Task<CommandFailure?> ExecuteAsync(
        string resource, string command, CancellationToken cancellationToken, bool leased = false)
    {
        var path = $"resources/{Uri.EscapeDataString(resource)}/{Uri.EscapeDataString(command)}{(leased ? "?leased=true" : "")}";
        using var response = await http.PostAsync(path, content: null, cancellationToken);
        return response.IsSuccessStatusCode
            ? null
            : new(response.StatusCode, await ReasonOfAsync(response, cancellationToken));
    }

    /// <summary>Lets faults last on that would end by themselves.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        using var response = await http.PostAsync("leases", content: null, cancellationToken);
    }

    /// <summary>Lets a leased switch last on, and nothing else.</summary>
    public async Task RenewSwitchAsync(string name, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsync($"leases?switch={Uri.EscapeDataString(name)}", content: null, cancellationToken);
    }

    /// <summary>Ends all leases: faults are undone, and switches have the values that stay.</summary>
    public async Task EndLeasesAsync(CancellationToken cancellationToken)
    {
        using var response = await http.DeleteAsync("leases", cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Undoes the faults of a resource, also those that are just being made.</summary>
    /// <returns>The reason when that failed; else null.</returns>
    public async Task<string?> EndFaultsAsync(string resource, CancellationToken cancellationToken)
    {
        using var response = await http.DeleteAsync($"leases/{Uri.EscapeDataString(resource)}", cancellationToken);
        return response.IsSuccessStatusCode ? null : await ReasonOfAsync(response, cancellationToken);
    }

    /// <summary>Whether an exception means that the AppHost did not answer, or not in time.</summary>
    internal static bool IsNoAnswer(Exception fault) =>
        fault is HttpRequestException or OperationCanceledException or IOException or JsonException;

    internal static async Task<string> ReasonOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var body = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            return body.GetProperty("errors").EnumerateObject().First().Value[0].GetString()!;
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"The AppHost responded with {(int)response.StatusCode}.";
        }
    }
}

/// <summary>Why a command was not executed.</summary>
internal sealed record CommandFailure(HttpStatusCode Status, string Reason);

/// <summary>The state of a resource, as the AppHost reports it.</summary>
internal sealed record ResourceState(
    string Name, string State, string? Health, string? Detail, string? Fault, IReadOnlyList<ResourceCommand> Commands);

/// <summary>A command of a resource.</summary>
internal sealed record ResourceCommand(string Name, bool IsEnabled);
