using System.Globalization;
using System.Text.Json.Serialization;

namespace Conduit.Lab.Map.Load;

/// <summary>When the next request is sent.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LoadKind>))]
internal enum LoadKind
{
    /// <summary>At a fixed rate, whether or not the servers keep up, as independent users do.</summary>
    Open,

    /// <summary>When a client has the response to its last one, so that slow servers get fewer requests.</summary>
    Closed,
}

/// <summary>The shares of the kinds of requests.</summary>
/// <param name="Read">Lists, articles, comments and profiles of the API.</param>
/// <param name="Write">Favourites, comments and articles.</param>
/// <param name="Feed">The feed of a signed-in user.</param>
/// <param name="Page">Pages of the site.</param>
internal sealed record LoadMix(int Read, int Write, int Feed, int Page)
{
    public const int MaxShare = 100;

    /// <summary>What most sites have: many reads, few writes.</summary>
    public static LoadMix Default { get; } = new(60, 10, 10, 20);
}

/// <summary>A load.</summary>
/// <param name="Kind">Open or closed.</param>
/// <param name="Rate">Requests a second of an open load.</param>
/// <param name="Clients">Clients of a closed load.</param>
/// <param name="Mix">The shares of the kinds of requests.</param>
/// <param name="Seconds">When it ends by itself; null: when no page renews it any more.</param>
internal sealed record LoadOptions(LoadKind Kind, int Rate, int Clients, LoadMix Mix, int? Seconds)
{
    public const int MaxRate = 5000;
    public const int MaxClients = 256;
    public const int MaxSeconds = 3600;

    /// <summary>What the page offers first.</summary>
    public static LoadOptions Default { get; } = new(LoadKind.Open, 100, 8, LoadMix.Default, Seconds: null);

    /// <summary>It in words, as <c>open, 100 requests a second</c>.</summary>
    public string Description => Kind == LoadKind.Open
        ? string.Create(CultureInfo.InvariantCulture, $"open, {Rate} requests a second")
        : string.Create(CultureInfo.InvariantCulture, $"closed, {Clients} clients");

    /// <summary>What is wrong with it; null: nothing.</summary>
    public string? FindProblem()
    {
        (string Name, int Value, int Min, int Max)[] numbers =
        [
            ("rate", Rate, 1, MaxRate), ("clients", Clients, 1, MaxClients), ("seconds", Seconds ?? 1, 1, MaxSeconds),
            ("read", Mix.Read, 0, LoadMix.MaxShare), ("write", Mix.Write, 0, LoadMix.MaxShare),
            ("feed", Mix.Feed, 0, LoadMix.MaxShare), ("page", Mix.Page, 0, LoadMix.MaxShare),
        ];
        foreach (var (name, value, min, max) in numbers)
        {
            if (value < min || value > max) return Problem(name, min, max);
        }

        return Mix.Read + Mix.Write + Mix.Feed + Mix.Page > 0 ? null : "one of the shares read, write, feed and page must be above 0";
    }

    /// <summary>The command line of the process that makes it.</summary>
    public IEnumerable<string> ToArguments(Uri target)
    {
        yield return "load";
        foreach (var (name, value) in (IEnumerable<(string, object)>)
            [
                ("target", target), Kind == LoadKind.Open ? ("rate", Rate) : ("clients", Clients),
                ("read", Mix.Read), ("write", Mix.Write), ("feed", Mix.Feed), ("page", Mix.Page), ("seconds", Seconds ?? 0),
            ])
        {
            yield return $"--{name}";
            yield return string.Create(CultureInfo.InvariantCulture, $"{value}");
        }

        yield return "--until-input-ends";
    }

    /// <summary>Reads the fields of a form; those that are missing have their defaults.</summary>
    /// <returns>The load, or what is wrong with the fields.</returns>
    public static (LoadOptions? Options, string? Problem) Read(Func<string, string?> field)
    {
        string? problem = null;
        var isClosed = string.Equals(field("kind"), nameof(LoadKind.Closed), StringComparison.OrdinalIgnoreCase);
        if (!isClosed && field("kind") is { Length: > 0 } kind && !kind.Equals(nameof(LoadKind.Open), StringComparison.OrdinalIgnoreCase))
            problem = "kind must be open or closed";
        var options = new LoadOptions(
            isClosed ? LoadKind.Closed : LoadKind.Open,
            Number("rate", Default.Rate, 1, MaxRate),
            Number("clients", Default.Clients, 1, MaxClients),
            new(
                Number("read", LoadMix.Default.Read, 0, LoadMix.MaxShare),
                Number("write", LoadMix.Default.Write, 0, LoadMix.MaxShare),
                Number("feed", LoadMix.Default.Feed, 0, LoadMix.MaxShare),
                Number("page", LoadMix.Default.Page, 0, LoadMix.MaxShare)),
            field("seconds") is { Length: > 0 } ? Number("seconds", 1, 1, MaxSeconds) : null);
        problem ??= options.FindProblem();
        return problem is null ? (options, null) : (null, problem);

        int Number(string name, int otherwise, int min, int max)
        {
            if (field(name) is not { Length: > 0 } text) return otherwise;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return number;
            problem ??= Problem(name, min, max);
            return otherwise;
        }
    }

    private static string Problem(string name, int min, int max) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} must be a whole number from {min} to {max}");
}
