using System.Text.Json;

namespace Conduit.Data.Jobs;

/// <summary>The form of a job's payload.</summary>
public static class JobJson
{
    /// <summary>camelCase, so that SQL can make one too.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web);
}
