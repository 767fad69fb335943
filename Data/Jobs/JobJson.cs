using System.Text.Json;

namespace Conduit.Data.Jobs;

/// <summary>The JSON format of a job's payload.</summary>
public static class JobJson
{
    /// <summary>The options: camelCase, as in payloads made by SQL; every property is required.</summary>
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true };

    /// <summary>Reads a payload.</summary>
    /// <typeparam name="T">The type of the payload.</typeparam>
    /// <param name="payload">The JSON.</param>
    /// <returns>The payload.</returns>
    /// <exception cref="JsonException">The payload has another format.</exception>
    public static T Read<T>(string payload) =>
        JsonSerializer.Deserialize<T>(payload, Options) ?? throw new JsonException("The payload is null.");
}
