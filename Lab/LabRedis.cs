using StackExchange.Redis;

namespace Conduit.Lab;

/// <summary>Connects to the system's Redis servers with the connection strings that AppHost sets in the environment.</summary>
internal static class LabRedis
{
    /// <summary>A client with administrative commands; null when the environment has no connection string.</summary>
    public static async Task<ConnectionMultiplexer?> OpenAsync(string name)
    {
        if (Environment.GetEnvironmentVariable($"ConnectionStrings__{name}") is not { Length: > 0 } text) return null;
        var options = ConfigurationOptions.Parse(text);
        options.AllowAdmin = true;
        options.AbortOnConnectFail = false;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }
}
