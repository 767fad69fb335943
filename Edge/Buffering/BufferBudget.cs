namespace Conduit.Edge.Buffering;

/// <summary>
/// Bounds the memory that the buffers of all requests, or of all responses, take together. When it is used up, the connection whose buffer
/// has waited longest for its client is closed, so that slow clients cannot keep others from being served.
/// </summary>
internal sealed class BufferBudget(long limit)
{
    // A buffer that its client has not filled or emptied within this time may be reclaimed.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly LinkedList<Lease> _waiting = [];
    private long _used;

    public Lease Open(Action closeConnection) => new(this, closeConnection);

    /// <summary>The share of one request or response. Disposing releases all of it.</summary>
    internal sealed class Lease : IDisposable
    {
        private readonly BufferBudget _budget;
        private readonly Action _closeConnection;
        private readonly LinkedListNode<Lease> _node;
        private long _waitingSince;
        private long _reserved;
        private bool _isClosed;

        public Lease(BufferBudget budget, Action closeConnection)
        {
            (_budget, _closeConnection) = (budget, closeConnection);
            _node = new LinkedListNode<Lease>(this);
        }

        /// <summary>Takes bytes from the budget; false when there are not enough and no slow client holds any.</summary>
        public bool TryReserve(int bytes)
        {
            while (true)
            {
                Lease? slowest = null;
                lock (_budget._lock)
                {
                    if (_isClosed) return false;
                    if (_budget.HasRoomFor(bytes))
                    {
                        _budget._used += bytes;
                        _reserved += bytes;
                        return true;
                    }

                    slowest = _budget._waiting.First?.Value;
                    if (slowest is null || slowest == this) return false;
                    if (TimeProvider.System.GetElapsedTime(slowest._waitingSince) < GracePeriod) return false;
                    slowest.Close();
                }

                slowest._closeConnection();
            }
        }

        public void Release(int bytes)
        {
            lock (_budget._lock)
            {
                if (_isClosed) return;
                _budget._used -= bytes;
                _reserved -= bytes;
            }
        }

        /// <summary>Notes that the client now determines how long the buffer is needed.</summary>
        public void BeginWait()
        {
            lock (_budget._lock)
            {
                if (_isClosed || _node.List is not null) return;
                _waitingSince = TimeProvider.System.GetTimestamp();
                _budget._waiting.AddLast(_node);
            }
        }

        public void EndWait()
        {
            lock (_budget._lock)
            {
                if (_node.List is not null) _budget._waiting.Remove(_node);
            }
        }

        public void Dispose()
        {
            lock (_budget._lock) Close();
        }

        private void Close()
        {
            if (_isClosed) return;
            _isClosed = true;
            _budget._used -= _reserved;
            _reserved = 0;
            if (_node.List is not null) _budget._waiting.Remove(_node);
        }
    }

    private bool HasRoomFor(int bytes) => _used + bytes <= limit;
}
