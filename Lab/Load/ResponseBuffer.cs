using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Conduit.Lab.Load;

/// <summary>An HTTP/1.1 response while it arrives; its length or its last chunk shows when it is complete.</summary>
internal sealed class ResponseBuffer
{
    private const int Unknown = -1;

    private byte[] _bytes = new byte[64 * 1024];
    private int _count;
    private int _bodyStart;
    private int _bodyEnd;
    private int _nextChunk;

    public int Status { get; private set; }

    public bool IsComplete { get; private set; }

    /// <summary>Whether the server closes the connection after this response.</summary>
    public bool Closes { get; private set; }

    public void Clear()
    {
        _count = _bodyStart = _nextChunk = 0;
        _bodyEnd = Unknown;
        IsComplete = Closes = false;
    }

    /// <summary>The buffer for the next bytes.</summary>
    public Memory<byte> FreeSpace()
    {
        if (_count == _bytes.Length) Array.Resize(ref _bytes, 2 * _count);
        return _bytes.AsMemory(_count);
    }

    public void Advance(int count)
    {
        _count += count;
        if (_bodyStart == 0 && !TryReadHead()) return;
        IsComplete = _bodyEnd != Unknown ? _count >= _bodyEnd : HasLastChunk();
    }

    /// <summary>The body as text.</summary>
    public string Body()
    {
        if (_bodyEnd != Unknown) return Encoding.UTF8.GetString(_bytes.AsSpan(_bodyStart, _bodyEnd - _bodyStart));

        var body = new ArrayBufferWriter<byte>();
        for (var at = _bodyStart; TryReadChunk(at, out var size, out var start) && size > 0; at = start + size + 2)
            body.Write(_bytes.AsSpan(start, size));
        return Encoding.UTF8.GetString(body.WrittenSpan);
    }

    private bool TryReadHead()
    {
        var end = _bytes.AsSpan(0, _count).IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;

        var head = _bytes.AsSpan(0, end);
        _ = Utf8Parser.TryParse(head["HTTP/1.1 ".Length..], out int status, out _);
        Status = status;
        _bodyStart = _nextChunk = end + 4;
        foreach (var range in head.Split("\r\n"u8))
        {
            var line = head[range];
            if (Value(line, "content-length:"u8) is { IsEmpty: false } length && Utf8Parser.TryParse(length, out int bytes, out _))
                _bodyEnd = _bodyStart + bytes;
            else if (Value(line, "connection:"u8).SequenceEqual("close"u8))
                Closes = true;
        }

        if (status is 204 or 304) _bodyEnd = _bodyStart;
        return true;
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.Length > name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name) ? line[name.Length..].Trim((byte)' ') : default;

    private bool HasLastChunk()
    {
        while (TryReadChunk(_nextChunk, out var size, out var start) && start + size + 2 <= _count)
        {
            if (size == 0) return true;
            _nextChunk = start + size + 2;
        }

        return false;
    }

    private bool TryReadChunk(int at, out int size, out int start)
    {
        size = start = 0;
        var rest = _bytes.AsSpan(at, _count - at);
        var line = rest.IndexOf("\r\n"u8);
        if (line < 0 || !Utf8Parser.TryParse(rest[..line], out size, out _, 'x')) return false;
        start = at + line + 2;
        return true;
    }
}
