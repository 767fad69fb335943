using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.Lab.Map;

/// <summary>The files of uPlot, from the folder into which <c>prepare/uplot.sh</c> unpacks them.</summary>
internal static class ChartFiles
{
    public const string Script = "uPlot.iife.min.js";
    public const string Styles = "uPlot.min.css";

    private static readonly string Folder =
        Path.Combine(Checkout.Folder, "artifacts", "tools", "uplot", "node_modules", "uplot", "dist");

    private static readonly Dictionary<string, string> ContentTypes = new() { [Script] = "text/javascript", [Styles] = "text/css" };

    /// <summary>Whether they are there.</summary>
    public static bool Exist => File.Exists(Path.Combine(Folder, Script));

    public static void MapChartFiles(this WebApplication app) => app.MapGet("/uplot/{file}", Find);

    private static Results<PhysicalFileHttpResult, NotFound> Find(string file)
    {
        var path = Path.Combine(Folder, file);
        return ContentTypes.TryGetValue(file, out var type) && File.Exists(path)
            ? TypedResults.PhysicalFile(path, type)
            : TypedResults.NotFound();
    }
}
