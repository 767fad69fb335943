namespace Conduit.Edge.Requests;

/// <summary>Tells browsers not to guess the type of any response, of servers, of the cache and of the edge itself.</summary>
internal static class SafeTypes
{
    public static void UseSafeTypes(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return Task.CompletedTask;
        });
        return next(context);
    });
}
