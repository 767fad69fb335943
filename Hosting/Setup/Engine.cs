namespace Conduit.Hosting.Setup;

/// <summary>What runs the databases and caches: the setting <c>Engine</c>.</summary>
public enum Engine
{
    /// <summary>Servers installed on this machine, started as processes of an unprivileged user.</summary>
    Process,

    /// <summary>The official images, run by the machine's container runtime; always so in publish mode.</summary>
    Container,
}
