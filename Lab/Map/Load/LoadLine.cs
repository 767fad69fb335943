using System.Text.Json;
using System.Text.Json.Serialization;
using Conduit.Lab.Consistency;

namespace Conduit.Lab.Map.Load;

/// <summary>A line that <c>lab load</c> prints: what it prepares, a second of load, or a response that was stale.</summary>
internal sealed record LoadLine(string? Preparing = null, LoadSecond? Second = null, CounterExample? CounterExample = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Reads a line; null when it is none.</summary>
    public static LoadLine? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<LoadLine>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public override string ToString() => JsonSerializer.Serialize(this, Json);
}
