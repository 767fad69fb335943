namespace Conduit.ServiceDefaults;

/// <summary>
/// The section <c>Unsafe</c>: switches that break a rule on purpose, to show what the rule is for. They may be changed while a service
/// runs, and every service refuses them outside Development.
/// </summary>
public sealed class UnsafeOptions
{
    public const string Section = "Unsafe";

    /// <summary>
    /// Whether caches of whole responses serve what they have without checking whether a write has made it stale. Readers miss acknowledged
    /// writes.
    /// </summary>
    public bool ServeWithoutValidation { get; set; }
}
