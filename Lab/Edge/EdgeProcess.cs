using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Conduit.ServiceDefaults;

namespace Conduit.Lab.Edge;

/// <summary>An edge of the lab's own, in front of servers of its choice: the same program, without telemetry to anybody.</summary>
internal static partial class EdgeProcess
{
    // The API servers tell what a response depends on only to a cache with the key that they have, which AppHost passes on.
    private static readonly string Key = Environment.GetEnvironmentVariable("Edge__Key") ?? "lab";

    /// <param name="api">The servers behind it.</param>
    /// <param name="path">What it is asked for first.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <param name="settings">Its settings.</param>
    public static async Task<OwnProcess> StartAsync(IReadOnlyList<Uri> api, string path, CancellationToken cancellationToken, params (string Name, string Value)[] settings)
    {
        var address = LabPort.Free();
        var folder = AppContext.BaseDirectory.Replace($"{Path.DirectorySeparatorChar}Lab{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", $"{Path.DirectorySeparatorChar}Edge{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal);
        var program = Path.Combine(folder, "Edge.dll");
        if (!File.Exists(program)) throw new LabException($"There is no {program}: build the whole solution in the same configuration.");

        var start = new ProcessStartInfo("dotnet", [program]) { WorkingDirectory = folder };
        var environment = start.Environment;
        foreach (var name in environment.Keys.Where(name => name.StartsWith("OTEL_", StringComparison.Ordinal) || name.StartsWith("services__", StringComparison.Ordinal) || name is "LiveSettings").ToList()) environment.Remove(name);
        if (!environment.ContainsKey("ConnectionStrings__freshness")) throw new LabException("The edge needs Redis 'freshness': start `lab` in the dashboard (./run.sh --Lab edge), or set ConnectionStrings__freshness.");
        environment["ASPNETCORE_URLS"] = address.ToString();
        environment["Edge__Key"] = Key;
        environment["Site__Hosts"] = "localhost 127.0.0.1";
        environment["services__web__http__0"] = api[0].ToString();
        foreach (var (index, server) in api.Index()) environment[string.Create(CultureInfo.InvariantCulture, $"services__api__http__{index}")] = server.ToString();
        foreach (var (name, value) in settings) environment[name] = value;
        return await OwnProcess.StartAsync(start, address, path, cancellationToken);
    }

    /// <summary>How many requests each API server has answered.</summary>
    public static async Task<IReadOnlyList<long>> ServedAsync(OwnProcess edge, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = edge.Address, DefaultRequestHeaders = { { OperatorKey.Header, Key } } };
        return [.. Row().Matches(await http.GetStringAsync("/edge/servers", cancellationToken)).Select(row => long.Parse(row.Groups[1].ValueSpan, CultureInfo.InvariantCulture))];
    }

    [GeneratedRegex(@"^\| api-\d+ \| [^|]+ \| [^|]+ \| \d+ \| (\d+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
