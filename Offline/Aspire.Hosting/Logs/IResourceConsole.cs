namespace Aspire.Hosting.Logs;

/// <summary>What the process behind a unique resource name prints.</summary>
internal interface IResourceConsole
{
    IAsyncEnumerable<ConsoleLine> ReadAsync(string resourceId, bool follow, CancellationToken cancellationToken);
}

internal readonly record struct ConsoleLine(string Content, bool IsError);
