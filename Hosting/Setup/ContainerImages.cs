namespace Conduit.Hosting.Setup;

/// <summary>The images of the container engine, pinned in one place.</summary>
internal static class ContainerImages
{
    public const string AzuriteTag = "3.35.0";
    public const string DashboardTag = "13.6";
    public const string PostgresTag = "18.3";
    public const string RedisTag = "8.6";
}
