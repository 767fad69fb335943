namespace Aspire.Hosting.ApplicationModel;

/// <summary>A property that the dashboard's details show.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">A text, a number, a truth value, or a list of them.</param>
public sealed record ResourcePropertySnapshot(string Name, object? Value)
{
    /// <summary>True when the value is masked.</summary>
    public bool IsSensitive { get; init; }
}
