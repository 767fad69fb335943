using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Logs;

/// <summary>The lines that the host itself logs about one resource: the newest are kept for who comes later.</summary>
internal sealed class ResourceLog : ILogger
{
    private const int Kept = 10_000;
    private readonly Lock _lock = new();
    private readonly Queue<ConsoleLine> _lines = [];
    private readonly List<ChannelWriter<ConsoleLine>> _followers = [];

    /// <summary>Writes the kept lines, and later ones until the follower is disposed.</summary>
    public IDisposable Follow(ChannelWriter<ConsoleLine> follower)
    {
        lock (_lock)
        {
            foreach (var line in _lines)
            {
                follower.TryWrite(line);
            }

            _followers.Add(follower);
        }

        return new Following(this, follower);
    }

    public IReadOnlyList<ConsoleLine> GetAll()
    {
        lock (_lock)
        {
            return [.. _lines];
        }
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var time = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);
        var text = formatter(state, exception);
        Add(new ConsoleLine(exception is null ? $"{time} {text}" : $"{time} {text}{Environment.NewLine}{exception}", logLevel >= LogLevel.Error));
    }

    private void Add(ConsoleLine line)
    {
        lock (_lock)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Kept)
            {
                _lines.Dequeue();
            }

            foreach (var follower in _followers)
            {
                follower.TryWrite(line);
            }
        }
    }

    private sealed class Following(ResourceLog log, ChannelWriter<ConsoleLine> follower) : IDisposable
    {
        public void Dispose()
        {
            lock (log._lock)
            {
                log._followers.Remove(follower);
            }
        }
    }
}
