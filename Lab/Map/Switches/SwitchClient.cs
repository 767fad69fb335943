using Conduit.Lab.Map.Operation;

namespace Conduit.Lab.Map.Switches;

/// <summary>Reads the switches from the AppHost, and sets them: the AppHost writes the file of live settings.</summary>
internal sealed class SwitchClient(HttpClient http, SwitchLog log)
{
    /// <summary>All switches with the values in force.</summary>
    public async Task<IReadOnlyList<SwitchState>> GetAsync(CancellationToken cancellationToken)
    {
        var changes = log.Changes;
        var states = await http.GetFromJsonAsync<List<SwitchState>>("switches", cancellationToken) ?? [];
        log.Compare(states, changes);
        return states;
    }

    /// <summary>Sets a switch.</summary>
    /// <param name="name">The switch.</param>
    /// <param name="value">The value.</param>
    /// <param name="leased">Whether the former value comes back when nothing renews the leases; else the value stays.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The reason when that failed; else null.</returns>
    public async Task<string?> SetAsync(string name, string value, bool leased, CancellationToken cancellationToken)
    {
        var path = $"switches/{Uri.EscapeDataString(name)}";
        using var response = await http.PutAsJsonAsync(path, new { value, leased }, cancellationToken);
        if (!response.IsSuccessStatusCode) return await OperatorClient.ReasonOfAsync(response, cancellationToken);
        log.Add(name, value);
        return null;
    }

    /// <summary>Ends the lease of a switch: it has the value that stays again, also one that was set meanwhile.</summary>
    /// <returns>The reason when that failed; else null.</returns>
    public async Task<string?> EndSwitchAsync(string name, CancellationToken cancellationToken)
    {
        using var response = await http.DeleteAsync($"switches/{Uri.EscapeDataString(name)}", cancellationToken);
        return response.IsSuccessStatusCode ? null : await OperatorClient.ReasonOfAsync(response, cancellationToken);
    }
}
