namespace Conduit.Lab.Floor;

/// <summary>How the floor is told who asks: it checks nothing.</summary>
internal static class FloorHeaders
{
    public const string User = "X-User";
}
