namespace Conduit.ApiService.Contract;

/// <summary>
/// A parameter that is bound as text, because a number that is none is the contract's error and not the framework's. The API's description
/// shows the integer.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class IntegerAttribute : Attribute
{
    public string? Description { get; init; }

    public int Minimum { get; init; }

    /// <summary>What holds when it is absent; below the minimum: nothing does.</summary>
    public int Default { get; init; } = -1;
}
