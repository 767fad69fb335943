using StackExchange.Redis;

namespace Conduit.Lab;

/// <summary>The system's Redis servers, as AppHost hands them on.</summary>
internal static class LabRedis
{
    /// <summary>A client that may ask and do anything; null when the environment does not say where the server is.</summary>
    public static async Task<ConnectionMultiplexer?> OpenAsync(string name)
    {
        if (Environment.GetEnvironmentVariable($"ConnectionStrings__{name}") is not { Length: > 0 } text) return null;
        var options = ConfigurationOptions.Parse(text);
        options.AllowAdmin = true;
        options.AbortOnConnectFail = false;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }
}
