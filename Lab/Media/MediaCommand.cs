using System.CommandLine;
using Conduit.Lab.Options;

namespace Conduit.Lab.Media;

/// <summary>The options of <c>lab media</c>.</summary>
internal sealed record MediaOptions(Uri Edge, Uri Server, double Seconds, string Nginx, string[] Parts)
{
    public TimeSpan Time => TimeSpan.FromSeconds(Seconds);

    public bool Has(string part) => Parts.Contains(part);
}

/// <summary>The command line of <c>lab media</c>.</summary>
internal static class MediaCommand
{
    private const string About =
        "Measures pictures: hits of the edge's cache beside nginx with the same file, many large uploads at once and the memory that they "
        + "take, the time from an upload until it can be shown, and how much reads of articles suffer meanwhile";

    private static readonly Option<Uri> Edge = CommonOptions.Target();
    private static readonly Option<Uri> Server = CommonOptions.Address("--server", "The media service's own address", service: "media");
    private static readonly Option<double> Seconds = CommonOptions.Seconds("Duration of each measurement; there are 10", 3, 600);

    private static readonly Option<string> Nginx = new("--nginx")
    {
        Description = "The nginx program to compare with",
        HelpName = "program",
        DefaultValueFactory = _ => "nginx",
    };

    private static readonly Option<string[]> Parts = CommonOptions.Choices(
        "--parts", "Which parts to run", MediaRun.Hits, MediaRun.Uploads, MediaRun.Shown, MediaRun.Articles);

    public static Command Create()
    {
        var command = new Command("media", About) { Edge, Server, Seconds, Nginx, Parts };
        command.SetAction((parsed, cancellationToken) => new MediaRun(OptionsOf(parsed), cancellationToken).RunAsync());
        return command;
    }

    private static MediaOptions OptionsOf(ParseResult parsed) => new(
        parsed.GetRequiredValue(Edge),
        parsed.GetRequiredValue(Server),
        parsed.GetValue(Seconds),
        parsed.GetRequiredValue(Nginx),
        parsed.GetRequiredValue(Parts));
}
