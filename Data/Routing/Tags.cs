namespace Conduit.Data.Routing;

/// <summary>What a write touches and an answer depends on.</summary>
internal static class Tags
{
    /// <summary>All that is in a database. For the choice between replica and primary that is fine enough: a write is under way for a few milliseconds.</summary>
    public static readonly string[] Everything = ["*"];
}
