using System.IO.Compression;
using System.Text;
using Conduit.Edge.Caching;
using Microsoft.AspNetCore.Http;

namespace Conduit.Tests.Edge;

public sealed class ContentEncodingsTests
{
    private static readonly byte[] Long = Encoding.UTF8.GetBytes(new string('x', 2000));

    [Theory]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0, gzip;q=0.5", "gzip")]
    [InlineData("deflate", "identity")]
    [InlineData("", "identity")]
    [InlineData("?;=", "identity")]
    public void Best_accepted_encoding_is_preferred(string accepted, string preferred)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.AcceptEncoding = accepted;

        Assert.Equal(preferred, ContentEncodings.Preferred(request));
    }

    [Fact]
    public void Text_is_compressed_and_its_tag_becomes_weak()
    {
        var response = Response("text/html; charset=utf-8");

        var encoded = ContentEncodings.Encode(response, Long, "br");

        Assert.Equal(("br", "W/\"1\""), (response.Headers.ContentEncoding.ToString(), response.Headers.ETag.ToString()));
        using var decoded = new MemoryStream();
        using (var brotli = new BrotliStream(new MemoryStream(encoded), CompressionMode.Decompress)) brotli.CopyTo(decoded);
        Assert.Equal(Long, decoded.ToArray());
    }

    [Theory]
    [InlineData("text/html", 100)]
    [InlineData("image/png", 2000)]
    public void Short_or_compressed_content_stays_as_it_is(string type, int length)
    {
        var response = Response(type);

        Assert.Equal(Long[..length], ContentEncodings.Encode(response, Long.AsMemory(0, length), "br"));

        Assert.Equal(("", "\"1\""), (response.Headers.ContentEncoding.ToString(), response.Headers.ETag.ToString()));
    }

    private static HttpResponse Response(string type)
    {
        var response = new DefaultHttpContext().Response;
        (response.ContentType, response.Headers.ETag) = (type, "\"1\"");
        return response;
    }
}
