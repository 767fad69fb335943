using System.IO.Compression;
using Conduit.WebFrontend.Caching;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace Conduit.WebFrontend.Hosting;

/// <summary>
/// Compresses pages; style sheets and scripts are compressed at build time. The only secret in a page, the antiforgery token, is masked
/// anew in each page, so the compressed length reveals nothing about it.
/// </summary>
internal static class CompressionExtensions
{
    public static void AddCompression(this WebApplicationBuilder builder)
    {
        builder.Services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = ["text/html", "text/plain", "application/rss+xml", "application/xml"];
        });
        builder.Services.AddSingleton<IResponseCompressionProvider, UncachedPagesOnly>();
        builder.Services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        builder.Services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
    }

    // A cache in front compresses what it stores itself: once, and better.
    private sealed class UncachedPagesOnly(IServiceProvider services, IOptions<ResponseCompressionOptions> options)
        : ResponseCompressionProvider(services, options)
    {
        public override bool ShouldCompressResponse(HttpContext context) =>
            !PageDependencies.AreSent(context) && base.ShouldCompressResponse(context);
    }
}
