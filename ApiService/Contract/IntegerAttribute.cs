namespace Conduit.ApiService.Contract;

/// <summary>
/// Bound as a string so that a malformed integer yields the contract's 422 instead of the framework's 400. The API's description shows an
/// integer.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class IntegerAttribute : Attribute
{
    public string? Description { get; init; }

    public int Minimum { get; init; }

    /// <summary>The value when the parameter is absent; a value below the minimum means that there is no default.</summary>
    public int Default { get; init; } = -1;
}
