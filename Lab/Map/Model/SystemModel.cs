using System.Text.Json;
using System.Text.Json.Serialization;

namespace Conduit.Lab.Map.Model;

/// <summary>The system as the AppHost describes it in the setting <c>Operator:Model</c>.</summary>
/// <param name="Parts">The servers.</param>
/// <param name="Groups">The groups of servers.</param>
/// <param name="Uses">The uses; each end is the name of a group, or of a server that is in none.</param>
internal sealed record SystemModel(IReadOnlyList<Part> Parts, IReadOnlyList<Group> Groups, IReadOnlyList<Use> Uses)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Reads the model.</summary>
    /// <exception cref="LabException">The text is not one.</exception>
    public static SystemModel Parse(string? text)
    {
        try
        {
            if (text is { Length: > 0 } && JsonSerializer.Deserialize<SystemModel>(text, Json) is { Parts: not null } model) return model;
        }
        catch (JsonException)
        {
            // Reported below.
        }

        throw new LabException(
            "Operator__Model is not the model of an application: start the resource lab in the dashboard, which sets it.");
    }

    /// <summary>The server of this name; null when there is none.</summary>
    public Part? Find(string name) => Parts.FirstOrDefault(part => part.Name == name);

    /// <summary>The servers of an end of a use.</summary>
    public IReadOnlyList<Part> Members(string end) => Groups.FirstOrDefault(group => group.Name == end) is { } group
        ? [.. group.Members.Select(Find).OfType<Part>()]
        : Find(end) is { } part ? [part] : [];

    /// <summary>The group that contains the server, or the server itself: the name by which uses know it.</summary>
    public string EndOf(Part part) => Groups.FirstOrDefault(group => group.Members.Contains(part.Name))?.Name ?? part.Name;
}

/// <summary>A server.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Unit">The unit that it forms with others, as a primary with its replica.</param>
/// <param name="IsEntry">Whether clients reach it.</param>
/// <param name="IsSpare">Whether it is started by hand.</param>
/// <param name="Endpoints">Its addresses by the names of its endpoints.</param>
public sealed record Part(
    string Name, PartKind Kind, string? Unit, bool IsEntry, bool IsSpare, IReadOnlyDictionary<string, Uri> Endpoints)
{
    /// <summary>The address for requests, without those for operators; null while it has none.</summary>
    public Uri? Address => Endpoints.FirstOrDefault(endpoint => endpoint.Key != Metrics).Value;

    /// <summary>The address of its metrics.</summary>
    public Uri? MetricsAddress => Endpoints.TryGetValue(Metrics, out var address) ? address : Address;

    private const string Metrics = "metrics";
}

/// <summary>The kinds of servers.</summary>
public enum PartKind
{
    Server,
    Cache,
    Database,
    Store,
}

/// <summary>A group of servers.</summary>
internal sealed record Group(string Name, IReadOnlyList<string> Members);

/// <summary>A use of one by another.</summary>
internal sealed record Use(string From, string To);
