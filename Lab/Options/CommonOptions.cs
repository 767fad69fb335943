using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Conduit.Lab.Options;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    /// <summary>The running system.</summary>
    public static Option<Uri> Target() => Address("--target", "The API: the edge, or an API server's own address", service: "edge");

    /// <summary>An address; by default that of a service, as AppHost hands it on.</summary>
    public static Option<Uri> Address(string name, string description, string service) => new(name)
    {
        Description = description,
        HelpName = "URL",
        DefaultValueFactory = _ => new Uri(Environment.GetEnvironmentVariable($"services__{service}__http__0") ?? "http://localhost:5080"),
        CustomParser = result => ReadAddress(name, result),
    };

    /// <summary>A whole number within bounds.</summary>
    public static Option<int> Number(string name, string description, int usual, int from, int to)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "n", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var number) && (number < from || number > to))
                result.AddError($"{name} {number} cannot be used: give a number from {from} to {to}.");
        });
        return option;
    }

    /// <summary>A time in seconds, which may have parts, from a tenth on.</summary>
    public static Option<double> Seconds(string description, double usual, double to)
    {
        const double From = 0.1;
        var option = new Option<double>("--seconds") { Description = description, HelpName = "n", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var seconds) && (seconds < From || seconds > to))
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"--seconds {seconds} cannot be used: give a number from {From} to {to}."));
        });
        return option;
    }

    /// <summary>Some of what there is; all of it by default.</summary>
    public static Option<string[]> Choices(string name, string description, params string[] all) => new Option<string[]>(name)
    {
        Description = description,
        HelpName = name.TrimStart('-'),
        DefaultValueFactory = _ => all,
        AllowMultipleArgumentsPerToken = true,
    }.AcceptOnlyFromAmong(all);

    /// <summary>Where reports go.</summary>
    public static Option<DirectoryInfo> Out(string files) => new("--out")
    {
        Description = $"Where {files} go",
        HelpName = "folder",
        DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(Repository(), "artifacts", "lab")),
    };

    private static Uri? ReadAddress(string name, ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var target) && target.Scheme == Uri.UriSchemeHttp) return target;

        result.AddError($"{name} {text} cannot be used: give an address that begins with http://.");
        return null;
    }

    // Whoever starts it, and wherever it was built to: the folder of the solution, else the current one.
    private static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Aspire.sln"))) return folder.FullName;
        }

        return Environment.CurrentDirectory;
    }
}
