using System.IO.Compression;
using Conduit.WebFrontend.Caching;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace Conduit.WebFrontend.Security;

/// <summary>Pages go out compressed, as their style and script do. The only secret in a page, the token of its forms, is masked anew each time, so its length tells nothing.</summary>
internal static class Compression
{
    public static void AddCompression(this WebApplicationBuilder builder)
    {
        builder.Services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = ["text/html", "text/plain", "application/rss+xml", "application/xml"];
        });
        builder.Services.AddSingleton<IResponseCompressionProvider, OncePerAnswer>();
        builder.Services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        builder.Services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
    }

    // What a cache in front keeps, it compresses itself: once, and better.
    private sealed class OncePerAnswer(IServiceProvider services, IOptions<ResponseCompressionOptions> options) : ResponseCompressionProvider(services, options)
    {
        public override bool ShouldCompressResponse(HttpContext context) => !PageDependencies.AreTold(context) && base.ShouldCompressResponse(context);
    }
}
