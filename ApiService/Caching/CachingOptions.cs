namespace Conduit.ApiService.Caching;

/// <summary>The section <c>Caching</c>: for experiments, and to measure what each cache is worth.</summary>
internal sealed class CachingOptions
{
    public const string Section = "Caching";

    /// <summary>Whether anonymous lists are answered from the output cache.</summary>
    public bool Output { get; set; } = true;
}
