using System.Text.Json;

namespace Conduit.Data.Jobs;

/// <summary>The form of a job's payload.</summary>
public static class JobJson
{
    /// <summary>camelCase, so that SQL can make one too; what lacks a part is none.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true };

    /// <summary>Reads a payload.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="payload">The JSON.</param>
    /// <returns>What a job needs.</returns>
    /// <exception cref="JsonException">It is something else.</exception>
    public static T Read<T>(string payload) => JsonSerializer.Deserialize<T>(payload, Options) ?? throw new JsonException("The payload is null.");
}
