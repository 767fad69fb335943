namespace Conduit.Edge.Requests;

/// <summary>Sets the header by which browsers do not guess content types, on all responses.</summary>
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
