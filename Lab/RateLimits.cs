namespace Conduit.Lab;

/// <summary>The error for an API that limits requests.</summary>
internal static class RateLimits
{
    public const int Status = 429;

    public static LabException Met() => new(
        "The API limits requests (429 Too Many Requests). Switch that off while measuring: ./run.sh --RateLimits:Enabled=false "
        + "(or RateLimits__Enabled=false in the environment of the API servers).");
}
