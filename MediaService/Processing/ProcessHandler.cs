using Conduit.MediaService.Imaging;
using Conduit.MediaService.Jobs;
using Conduit.MediaService.Pictures;

namespace Conduit.MediaService.Processing;

/// <summary>Makes the variants of a new picture.</summary>
internal sealed class ProcessHandler(PictureTable pictures, VariantMaker maker) : IJobHandler
{
    public string Kind => JobKinds.Process;

    public async Task HandleAsync(long picture, CancellationToken cancellationToken)
    {
        // It may have been deleted meanwhile.
        if (await pictures.FindAsync(picture, cancellationToken) is not { State: PictureState.Processing } found) return;
        var isMade = await maker.MakeAllAsync(found, cancellationToken);
        await pictures.SetStateAsync(picture, isMade ? PictureState.Ready : PictureState.Failed, cancellationToken);
    }
}

internal static class ProcessingExtensions
{
    public static void AddProcessing(this IHostApplicationBuilder builder) => builder.Services
        .AddSingleton<DecodeLimits>()
        .AddSingleton<PictureDecoder>()
        .AddSingleton<PictureEncoder>()
        .AddSingleton<VariantMaker>()
        .AddSingleton<PictureSource>()
        .AddSingleton<IJobHandler, ProcessHandler>();
}
