using System.Buffers;

namespace Conduit.Edge.Buffering;

/// <summary>
/// A body in pooled blocks of memory within a budget. First it is appended to, then read any number of times or sent once.
/// </summary>
internal sealed class BufferedContent(BufferBudget.Lease lease) : Stream
{
    private const int BlockSize = 16 * 1024;

    // After an early response, the rest of a body may still be read while the request ends: a block must not be read after it was returned
    // to the pool.
    private readonly Lock _lock = new();
    private readonly List<byte[]> _blocks = [];
    private long _length;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position { get; set; }

    /// <summary>Adds bytes at the end; false when the budget is exhausted.</summary>
    public bool TryAppend(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var used = (int)(_length % BlockSize);
            if (used == 0)
            {
                if (!lease.TryReserve(BlockSize)) return false;
                _blocks.Add(ArrayPool<byte>.Shared.Rent(BlockSize));
            }

            var count = Math.Min(bytes.Length, BlockSize - used);
            bytes[..count].CopyTo(_blocks[^1].AsSpan(used));
            _length += count;
            bytes = bytes[count..];
        }

        return true;
    }

    /// <summary>Sends all of it at the client's speed, and returns each block to the pool as soon as it is sent.</summary>
    public async Task SendAsync(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write, CancellationToken cancellationToken)
    {
        lease.BeginWait();
        for (; _blocks.Count > 0; Position += BlockSize)
        {
            await write(_blocks[0].AsMemory(0, (int)Math.Min(BlockSize, _length - Position)), cancellationToken);
            ArrayPool<byte>.Shared.Return(_blocks[0]);
            _blocks.RemoveAt(0);
            lease.Release(BlockSize);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        lock (_lock)
        {
            if (Position >= _length) return 0;
            var offset = (int)(Position % BlockSize);
            var count = (int)Math.Min(Math.Min(buffer.Length, BlockSize - offset), _length - Position);
            _blocks[(int)(Position / BlockSize)].AsSpan(offset, count).CopyTo(buffer);
            Position += count;
            return count;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            foreach (var block in _blocks) ArrayPool<byte>.Shared.Return(block);
            _blocks.Clear();
            _length = 0;
        }

        lease.Dispose();
        base.Dispose(disposing);
    }
}
