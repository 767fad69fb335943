using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Conduit.WebFrontend.Uploads;

/// <summary>A form with a file, which is read as it arrives: the fields that come before the file, and then the file.</summary>
internal sealed class UploadForm
{
    private const int MaxFields = 8;
    private const int MaxFieldBytes = 4 * 1024;
    private const int MaxBoundaryLength = 128;

    private readonly Dictionary<string, string> _fields = [];

    /// <summary>The file; null: none was chosen.</summary>
    public Stream? File { get; private set; }

    /// <summary>The value of a field; null: there is none before the file.</summary>
    public string? this[string field] => _fields.GetValueOrDefault(field);

    /// <summary>Reads a form up to its file.</summary>
    /// <returns>The form; null when the request is no such form.</returns>
    public static async Task<UploadForm?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType != "multipart/form-data") return null;
        if (HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= MaxBoundaryLength } boundary) return null;
        try
        {
            return await ReadAsync(new MultipartReader(boundary, request.Body), cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            return null;
        }
    }

    private static async Task<UploadForm?> ReadAsync(MultipartReader reader, CancellationToken cancellationToken)
    {
        var form = new UploadForm();
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            var disposition = section.GetContentDispositionHeader();
            if (disposition is not null && disposition.IsFileDisposition())
            {
                form.File = section.Body;
                return form;
            }

            var name = HeaderUtilities.RemoveQuotes(disposition?.Name ?? default).Value;
            if (name is null || form._fields.Count == MaxFields || await ReadFieldAsync(section.Body, cancellationToken) is not { } value)
                return null;
            form._fields[name] = value;
        }

        return form;
    }

    private static async Task<string?> ReadFieldAsync(Stream field, CancellationToken cancellationToken)
    {
        var bytes = new byte[MaxFieldBytes + 1];
        var count = await field.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return count <= MaxFieldBytes ? Encoding.UTF8.GetString(bytes, 0, count) : null;
    }
}
