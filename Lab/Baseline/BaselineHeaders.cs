namespace Conduit.Lab.Baseline;

/// <summary>How the baseline is told who asks: it checks nothing.</summary>
internal static class BaselineHeaders
{
    public const string User = "X-User";
}
