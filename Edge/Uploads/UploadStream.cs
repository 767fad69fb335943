namespace Conduit.Edge.Uploads;

/// <summary>The body of an upload, which ends with an exception when it is too large or takes too long.</summary>
/// <param name="body">The body as it arrives.</param>
/// <param name="maxBytes">How many bytes it may have.</param>
/// <param name="deadline">Cancelled when it takes too long.</param>
internal sealed class UploadStream(Stream body, long maxBytes, CancellationToken deadline) : Stream
{
    private long _read;

    /// <summary>The status with which the upload is refused; null: it is not.</summary>
    public int? RefusedWith { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _read; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline);
        try
        {
            var count = await body.ReadAsync(buffer, either.Token);
            _read += count;
            return _read <= maxBytes ? count : throw Refuse(StatusCodes.Status413PayloadTooLarge);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Refuse(StatusCodes.Status408RequestTimeout);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    private BadHttpRequestException Refuse(int status)
    {
        RefusedWith = status;
        return new BadHttpRequestException("The upload is too large or takes too long.", status);
    }
}
