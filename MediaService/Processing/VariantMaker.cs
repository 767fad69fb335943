using Conduit.MediaService.Imaging;
using Conduit.MediaService.Pictures;
using Conduit.MediaService.Storage;

namespace Conduit.MediaService.Processing;

/// <summary>
/// Makes variants, each once: the job and all requests that need a picture at the same time share one decoded copy of it and what was made
/// of that.
/// </summary>
internal sealed class VariantMaker(IObjectStore store, PictureTable pictures, PictureDecoder decoder, PictureEncoder encoder)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Work> _works = [];

    /// <summary>Makes a variant and stores it; null when the picture cannot be decoded.</summary>
    /// <remarks>It is not cancelled: others may wait for the same one.</remarks>
    public async Task<byte[]?> MakeAsync(Picture picture, Variant variant)
    {
        var work = Enter(picture);
        try
        {
            return await work.MakeAsync(variant);
        }
        finally
        {
            await LeaveAsync(work);
        }
    }

    /// <summary>Makes all variants that are missing; false when the picture cannot be decoded.</summary>
    public async Task<bool> MakeAllAsync(Picture picture, CancellationToken cancellationToken)
    {
        var work = Enter(picture);
        try
        {
            foreach (var variant in Variant.AllOf(picture.Width))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (await work.MakeAsync(variant) is null) return false;
                Telemetry.CountMade("job");
            }

            return true;
        }
        finally
        {
            await LeaveAsync(work);
        }
    }

    private Work Enter(Picture picture)
    {
        lock (_lock)
        {
            if (!_works.TryGetValue(picture.Id, out var work)) _works[picture.Id] = work = new Work(picture, store, decoder, encoder);
            work.Users++;
            return work;
        }
    }

    private async ValueTask LeaveAsync(Work work)
    {
        lock (_lock)
        {
            if (--work.Users > 0) return;
            _works.Remove(work.Picture.Id);
        }

        await work.DisposeAsync();
        // It was deleted meanwhile, and its removal may have been before the last variant was stored.
        if (await pictures.FindAsync(work.Picture.Id, CancellationToken.None) is null)
            await store.DeleteAllAsync(PictureFiles.All(work.Picture.Id), CancellationToken.None);
    }

    /// <summary>One picture while it is being worked on.</summary>
    private sealed class Work(Picture picture, IObjectStore store, PictureDecoder decoder, PictureEncoder encoder) : IAsyncDisposable
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<Variant, Task<byte[]?>> _made = [];
        private Task<DecodedPicture?>? _decoded;

        public Picture Picture => picture;

        public int Users { get; set; }

        public Task<byte[]?> MakeAsync(Variant variant)
        {
            lock (_lock)
            {
                _decoded ??= DecodeAsync();
                return _made.TryGetValue(variant, out var made) ? made : _made[variant] = EncodeAsync(_decoded, variant);
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_decoded is { IsCompletedSuccessfully: true } decoded) (await decoded)?.Dispose();
        }

        private async Task<DecodedPicture?> DecodeAsync()
        {
            await using var original = SpooledFile.Create();
            if (!await store.CopyToAsync(PictureFiles.Original(picture.Id), original.Stream, CancellationToken.None)) return null;
            await original.Stream.FlushAsync();
            return await decoder.DecodeAsync(original.Path, Variant.Widths[^1], CancellationToken.None);
        }

        private async Task<byte[]?> EncodeAsync(Task<DecodedPicture?> decoding, Variant variant)
        {
            if (await decoding is not { } decoded) return null;
            var bytes = await encoder.EncodeAsync(decoded, variant, CancellationToken.None);
            using var content = new MemoryStream(bytes, writable: false);
            await store.PutAsync(PictureFiles.Of(picture.Id, variant), content, variant.ContentType, CancellationToken.None);
            return bytes;
        }
    }
}
