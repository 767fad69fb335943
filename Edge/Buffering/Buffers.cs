using Microsoft.Extensions.Options;

namespace Conduit.Edge.Buffering;

/// <summary>The memory budgets for request and response bodies.</summary>
internal sealed class Buffers(IOptions<EdgeOptions> options)
{
    private const long Megabyte = 1024 * 1024;

    public BufferBudget Requests { get; } = new(options.Value.RequestBufferMegabytes * Megabyte);

    public BufferBudget Responses { get; } = new(options.Value.ResponseBufferMegabytes * Megabyte);
}
