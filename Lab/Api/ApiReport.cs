
namespace Conduit.Lab.Api;

/// <summary>Reports the results of a run as a table on the console and as three files.</summary>
internal sealed class ApiReport(ApiOptions options)
{
    private readonly DateTime _started = DateTime.UtcNow;
    private readonly List<ScenarioResult> _results = [];

    public void Add(ScenarioResult result) => _results.Add(result);

    public async Task WriteAsync()
    {
        if (_results.Count == 0) return;

        var table = Table.Of(_results);
        Console.WriteLine();
        Console.WriteLine(table);
        try
        {
            options.Out.Create();
            await File.WriteAllTextAsync(In("api.txt"), $"{table}\n");
            await File.WriteAllTextAsync(In("api.json"), JsonReport.Of(options, _started, _results));
            await File.WriteAllTextAsync(In("api.svg"), Chart.Of(_results));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new LabException(
                $"The report cannot be written to {options.Out.FullName} ({cause.Message}): give another folder with --out.", cause);
        }

        Console.WriteLine($"also in {In("api.txt")}, api.json and api.svg");
    }

    private string In(string file) => Path.Combine(options.Out.FullName, file);
}
