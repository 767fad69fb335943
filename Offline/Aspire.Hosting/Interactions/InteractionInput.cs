namespace Aspire.Hosting;

/// <summary>Something that a user is asked for.</summary>
public sealed class InteractionInput
{
    /// <summary>The name to find it by.</summary>
    public required string Name { get; init; }

    /// <summary>What it takes.</summary>
    public required InputType InputType { get; init; }

    /// <summary>What stands above it; the name, when not given.</summary>
    public string? Label { get; init; }

    /// <summary>What stands below it.</summary>
    public string? Description { get; init; }

    /// <summary>What stands in it while it is empty.</summary>
    public string? Placeholder { get; init; }

    /// <summary>What it holds.</summary>
    public string? Value { get; set; }
}
