using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Conduit.Lab.Options;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    /// <summary>The address of the running system.</summary>
    public static Option<Uri> Target() => Address("--target", "The address of the API: the edge, or one API server", service: "edge");

    /// <summary>An address; the default is that of a service, which AppHost sets in the environment.</summary>
    public static Option<Uri> Address(string name, string description, string service, int port = 5080) => new(name)
    {
        Description = description,
        HelpName = "URL",
        DefaultValueFactory = _ => new Uri(
            Environment.GetEnvironmentVariable($"services__{service}__http__0") ?? $"http://localhost:{port}"),
        CustomParser = result => ReadAddress(name, result),
    };

    /// <summary>An integer within bounds.</summary>
    public static Option<int> Number(string name, string description, int defaultValue, int min, int max)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "n", DefaultValueFactory = _ => defaultValue };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var number) && (number < min || number > max))
                result.AddError($"{name} {number} cannot be used: give a number from {min} to {max}.");
        });
        return option;
    }

    /// <summary>A duration in seconds, at least a tenth of a second.</summary>
    public static Option<double> Seconds(string description, double defaultValue, double max, double min = 0.1)
    {
        var option = new Option<double>("--seconds")
        {
            Description = description,
            HelpName = "n",
            DefaultValueFactory = _ => defaultValue,
        };
        option.Validators.Add(result =>
        {
            var number = CultureInfo.InvariantCulture;
            if (result.Tokens.Count != 1 || !double.TryParse(result.Tokens[0].Value, number, out var seconds)) return;
            // Negated, so that it refuses what is no number, too.
            if (!(seconds >= min && seconds <= max))
                result.AddError(string.Create(number, $"--seconds {seconds} cannot be used: give a number from {min} to {max}."));
        });
        return option;
    }

    /// <summary>Some of the given values; all by default.</summary>
    public static Option<string[]> Choices(string name, string description, params string[] all) => new Option<string[]>(name)
    {
        Description = description,
        HelpName = name.TrimStart('-'),
        DefaultValueFactory = _ => all,
        AllowMultipleArgumentsPerToken = true,
    }.AcceptOnlyFromAmong(all);

    /// <summary>The folder for reports.</summary>
    public static Option<DirectoryInfo> Out(string files) => new("--out")
    {
        Description = $"Folder for {files}",
        HelpName = "folder",
        DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(Checkout.Folder, "artifacts", "lab")),
    };

    private static Uri? ReadAddress(string name, ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var target)
            && target is { Scheme: "http", PathAndQuery: "/", Fragment: "" }) return target;

        result.AddError($"{name} {text} cannot be used: give an address that begins with http:// and has no path.");
        return null;
    }
}
