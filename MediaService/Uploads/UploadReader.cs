using System.Buffers;
using System.Security.Cryptography;
using Conduit.MediaService.Storage;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Conduit.MediaService.Uploads;

/// <summary>Reads the picture of a request, the form's field <c>file</c> or the raw body, into a temporary file.</summary>
internal static class UploadReader
{
    /// <summary>The form's field.</summary>
    public const string Field = "file";

    private const int MaxBoundary = 100;
    private const int BufferBytes = 64 * 1024;

    /// <summary>Finds the picture in a request; null when the form has no such field.</summary>
    /// <exception cref="InvalidDataException">The form is malformed.</exception>
    public static async Task<Stream?> OpenAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)) return request.Body;
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (boundary is null or { Length: 0 or > MaxBoundary }) throw new InvalidDataException("The form has no boundary.");
        var parts = new MultipartReader(boundary, request.Body);
        while (await parts.ReadNextSectionAsync(cancellationToken) is { } part)
        {
            var name = HeaderUtilities.RemoveQuotes(part.GetContentDispositionHeader()?.Name ?? default);
            if (name.Equals(Field, StringComparison.Ordinal)) return part.Body;
        }

        return null;
    }

    /// <summary>Copies a picture into a file and hashes it on the way; null as soon as it is larger than allowed.</summary>
    public static async Task<(long Size, byte[] Hash)?> SpoolAsync(
        Stream picture, SpooledFile file, long maxBytes, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var size = 0L;
            while (await picture.ReadAsync(buffer, cancellationToken) is var count and > 0)
            {
                if ((size += count) > maxBytes) return null;
                hash.AppendData(buffer, 0, count);
                await file.Stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }

            await file.Stream.FlushAsync(cancellationToken);
            return (size, hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
