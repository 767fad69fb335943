namespace Conduit.MediaService.Auth;

/// <summary>The account that sent the request.</summary>
/// <param name="Account">Its id.</param>
internal sealed record Caller(long Account)
{
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Caller>());
}
