namespace Conduit.ApiService.Auth;

/// <summary>Who sent the request, as the accounts database knows him now.</summary>
internal sealed record Caller(long Id, string Username, string Email, string? Bio, string? Image, int ProfileVersion)
{
    /// <summary>The id of nobody: for queries that ask what is the caller's own.</summary>
    public const long Nobody = 0;

    public static bool IsNobody(long id) => id == Nobody;

    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Caller>());
}

internal static class CallerExtensions
{
    public static long IdOrNobody(this Caller? caller) => caller?.Id ?? Caller.Nobody;
}
