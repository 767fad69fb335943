using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Conduit.ServiceDefaults;

namespace Conduit.Lab.Edge;

/// <summary>An edge process that the lab starts in front of servers of its choice: the same program, without telemetry.</summary>
internal static partial class EdgeProcess
{
    // The API servers send the dependencies of a response only to a cache that has their key, which AppHost sets.
    private static readonly string Key = Environment.GetEnvironmentVariable("Edge__Key") ?? "lab";

    /// <param name="api">The servers behind the edge.</param>
    /// <param name="path">The path of the request that shows that the edge is ready.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <param name="settings">The settings of the edge.</param>
    public static async Task<OwnProcess> StartAsync(
        IReadOnlyList<Uri> api, string path, CancellationToken cancellationToken, params (string Name, string Value)[] settings)
    {
        var address = LabPort.Free();
        var folder = AppContext.BaseDirectory.Replace(BinOf("Lab"), BinOf("Edge"), StringComparison.Ordinal);
        var program = Path.Combine(folder, "Edge.dll");
        if (!File.Exists(program)) throw new LabException($"{program} does not exist: build the whole solution in the same configuration.");

        var start = new ProcessStartInfo("dotnet", [program]) { WorkingDirectory = folder };
        var environment = start.Environment;
        foreach (var name in environment.Keys.Where(IsOfLab).ToList()) environment.Remove(name);
        if (!environment.ContainsKey("ConnectionStrings__freshness"))
        {
            throw new LabException(
                "The edge needs Redis 'freshness': start `lab` in the dashboard (./run.sh --Lab edge), "
                + "or set ConnectionStrings__freshness.");
        }

        environment["ASPNETCORE_URLS"] = address.ToString();
        environment["Edge__Key"] = Key;
        environment["Site__Hosts"] = "localhost 127.0.0.1";
        environment["services__web__http__0"] = api[0].ToString();
        foreach (var (index, server) in api.Index())
            environment[string.Create(CultureInfo.InvariantCulture, $"services__api__http__{index}")] = server.ToString();
        foreach (var (name, value) in settings) environment[name] = value;
        return await OwnProcess.StartAsync(start, address, path, cancellationToken);
    }

    /// <summary>How many responses the edge has got from each API server.</summary>
    public static async Task<IReadOnlyList<long>> ServedAsync(OwnProcess edge, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = edge.Address, DefaultRequestHeaders = { { OperatorKeyExtensions.Header, Key } } };
        var table = await http.GetStringAsync("/edge/servers", cancellationToken);
        return [.. Row().Matches(table).Select(row => long.Parse(row.Groups[1].ValueSpan, CultureInfo.InvariantCulture))];
    }

    private static string BinOf(string project)
    {
        var separator = Path.DirectorySeparatorChar;
        return $"{separator}{project}{separator}bin{separator}";
    }

    // Variables of the lab that the edge must not inherit.
    private static bool IsOfLab(string name) => name is "LiveSettings"
        || name.StartsWith("OTEL_", StringComparison.Ordinal)
        || name.StartsWith("services__", StringComparison.Ordinal);

    [GeneratedRegex(@"^\| api-\d+ \| [^|]+ \| [^|]+ \| \d+ \| (\d+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
