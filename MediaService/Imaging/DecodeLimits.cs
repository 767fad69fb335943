using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Conduit.MediaService.Imaging;

/// <summary>Bounds the work on pictures: how many processors it takes, and how much memory for decoded pixels.</summary>
internal sealed class DecodeLimits(IOptions<MediaOptions> options) : IDisposable
{
    private const int Megabyte = 1 << 20;

    private readonly SemaphoreSlim _processors = new(options.Value.Concurrency);

    // Permits are megabytes. Those who wait do so in order, so a large picture is not overtaken for ever.
    private readonly ConcurrencyLimiter _memory = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Value.DecodeMegabytes,
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Whether so many bytes of pixels are ever allowed.</summary>
    public bool Allows(long bytes) => Megabytes(bytes) <= options.Value.DecodeMegabytes;

    /// <summary>Waits for memory, which is free again when the result is disposed.</summary>
    public async Task<IDisposable> TakeMemoryAsync(long bytes, CancellationToken cancellationToken) =>
        await _memory.AcquireAsync(Megabytes(bytes), cancellationToken);

    /// <summary>Runs work that keeps a processor busy, when one is free for it.</summary>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _processors.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            _processors.Release();
        }
    }

    public void Dispose()
    {
        _processors.Dispose();
        _memory.Dispose();
    }

    private static int Megabytes(long bytes) => (int)Math.Min((bytes + Megabyte - 1) / Megabyte, int.MaxValue);
}
