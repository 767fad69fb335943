namespace Conduit.Worker.Seed;

/// <summary>What dice are for.</summary>
internal enum For
{
    User,
    Interest,
    Follows,
    Article,
}
