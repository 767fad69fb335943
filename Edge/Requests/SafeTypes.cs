namespace Conduit.Edge.Requests;

/// <summary>Sets the header by which browsers do not guess content types, on all responses.</summary>
internal static class SafeTypes
{
    public static void UseSafeTypes(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(SetResponseHeader, context.Response);
        return next(context);
    });

    private static Task SetResponseHeader(object response)
    {
        ((HttpResponse)response).Headers.XContentTypeOptions = "nosniff";
        return Task.CompletedTask;
    }
}
