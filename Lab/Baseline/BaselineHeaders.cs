namespace Conduit.Lab.Baseline;

/// <summary>The header that names the user to the baseline, which checks no tokens.</summary>
internal static class BaselineHeaders
{
    public const string User = "X-User";
}
