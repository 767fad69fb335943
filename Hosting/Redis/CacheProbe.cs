namespace Conduit.Hosting.Redis;

/// <summary>A command in a cache server's container that succeeds while the server answers.</summary>
internal static class CacheProbe
{
    // The variable that Aspire's package gives to the container, so that the password is on no command line.
    private const string PasswordVariable = "REDIS_PASSWORD";

    public static string[] Command(int port) =>
        ["sh", "-c", $"REDISCLI_AUTH=\"${PasswordVariable}\" redis-cli -p {port} ping | grep -q PONG"];
}
