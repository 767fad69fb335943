namespace Conduit.ApiService.Contract;

/// <summary>
/// Supports HEAD wherever GET is supported: the request is executed as GET, and Kestrel omits the body. A stream would not end, so it does
/// not support HEAD.
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
