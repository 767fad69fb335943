using Conduit.MediaService.Contract;
using Conduit.MediaService.Imaging;
using Conduit.MediaService.Jobs;
using Conduit.MediaService.Pictures;
using Conduit.MediaService.Removal;
using Conduit.MediaService.Storage;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Conduit.MediaService.Uploads;

/// <summary>
/// Takes an upload: reserves its quota, receives it, checks it, stores the original, and enqueues the job that makes its variants. What
/// fails on the way is removed again.
/// </summary>
internal sealed class UploadHandler(
    PictureTable pictures, RemovalTable removals, PictureDecoder decoder, IObjectStore store, JobQueue jobs, IOptions<MediaOptions> options)
{
    private readonly MediaOptions _options = options.Value;

    /// <summary>The picture, or why it is refused.</summary>
    public async Task<(Picture? Picture, Error? Error)> UploadAsync(
        HttpRequest request, long owner, string? key, CancellationToken cancellationToken)
    {
        var declared = Math.Min(request.ContentLength ?? _options.MaxUploadBytes, _options.MaxUploadBytes);
        if (await pictures.ReserveAsync(owner, declared, _options.QuotaBytes, cancellationToken) is not { } id)
            return (null, new Error(StatusCodes.Status403Forbidden, "media", $"quota of {_options.QuotaMegabytes} MB is used up"));
        Picture? uploaded = null;
        var isStored = false;
        try
        {
            await using var file = SpooledFile.Create();
            var (received, error) = await ReceiveAsync(request, file, (id, owner), cancellationToken);
            if (received is null) return (null, error);
            isStored = true;
            await store.PutAsync(PictureFiles.Original(id), file.Stream, received.ContentType, cancellationToken);
            (uploaded, error) = await CompleteAsync(received.Picture, key, cancellationToken);
            return (uploaded, error);
        }
        finally
        {
            // It was refused, failed, or is a repetition of an earlier one.
            if (uploaded?.Id != id) await (isStored ? removals.DiscardAsync(id) : removals.ForgetAsync(id));
            jobs.Wake();
        }
    }

    private async Task<(Received? Received, Error? Error)> ReceiveAsync(
        HttpRequest request, SpooledFile file, (long Picture, long Owner) ids, CancellationToken cancellationToken)
    {
        if (await UploadReader.OpenAsync(request, cancellationToken) is not { } content) return (null, Refuse("can't be blank"));
        if (await UploadReader.SpoolAsync(content, file, _options.MaxUploadBytes, cancellationToken) is not var (size, hash))
            return (null, Refuse($"is too large (maximum is {_options.MaxUploadMegabytes} MB)"));
        if (size == 0) return (null, Refuse("can't be blank"));

        file.Stream.Position = 0;
        if (ImageHeader.Read(file.Stream) is not { } header) return (null, Refuse("is not a picture (png, jpeg, webp, gif)"));
        if (header.Pixels > _options.MaxPixels) return (null, Refuse($"has more than {_options.MaxMegapixels} megapixels"));
        if (await decoder.GlanceAsync(file.Path, cancellationToken) is not { } glance) return (null, Refuse("is damaged"));

        Telemetry.RecordUpload(size, header.ContentType);
        file.Stream.Position = 0;
        var picture = new Picture(
            ids.Picture, ids.Owner, PictureState.Processing, size, PictureAddress.HashOf(hash), glance.Width, glance.Height, glance.Color,
            CreatedAt: default);
        return (new(picture, header.ContentType), null);
    }

    private async Task<(Picture? Picture, Error? Error)> CompleteAsync(Picture picture, string? key, CancellationToken cancellationToken)
    {
        try
        {
            return (await pictures.CompleteAsync(picture, key, cancellationToken), null);
        }
        catch (PostgresException e) when (PictureTable.IsKeyUsed(e))
        {
            var first = await pictures.FindAsync(picture.Owner, key!, cancellationToken);
            return first?.Hash == picture.Hash
                ? (first, null)
                : (null, Error.Invalid(UploadEndpoint.KeyHeader, "was used for another upload"));
        }
    }

    private static Error Refuse(string message) => Error.Invalid(UploadReader.Field, message);

    private sealed record Received(Picture Picture, string ContentType);
}
