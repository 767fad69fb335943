namespace Conduit.ApiService.Contract;

/// <summary>
/// Answers HEAD wherever GET works: the request is carried out as GET, and Kestrel leaves out the body. A stream would not end, so it
/// has no HEAD.
/// </summary>
internal static class HeadRequests
{
    private const string StreamSuffix = "/stream";

    public static void UseHeadRequests(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            var path = context.Request.Path.Value.AsSpan().TrimEnd('/');
            if (HttpMethods.IsHead(context.Request.Method) && !path.EndsWith(StreamSuffix, StringComparison.OrdinalIgnoreCase))
                context.Request.Method = HttpMethods.Get;
            return next(context);
        });
        // After the method is set, because it selects the endpoint.
        app.UseRouting();
    }
}
