namespace Conduit.Tests.Lab.Map;

/// <summary>A clock that a test sets.</summary>
internal sealed class Clock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

    public override DateTimeOffset GetUtcNow() => Now;
}
