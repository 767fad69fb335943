using Conduit.MediaService.Imaging;
using Conduit.MediaService.Pictures;
using Conduit.MediaService.Storage;

namespace Conduit.MediaService.Processing;

/// <summary>Finds the bytes of a variant: stored, or made now.</summary>
internal sealed class PictureSource(IObjectStore store, VariantMaker maker)
{
    public async Task<byte[]?> GetAsync(Picture picture, Variant variant, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(PictureFiles.Of(picture.Id, variant), cancellationToken) is { } stored) return stored;
        if (picture.State == PictureState.Failed) return null;
        var made = await maker.MakeAsync(picture, variant).WaitAsync(cancellationToken);
        if (made is not null) Telemetry.CountMade("request");
        return made;
    }
}
