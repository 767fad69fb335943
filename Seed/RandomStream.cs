namespace Conduit.Seed;

/// <summary>The independent streams of random numbers.</summary>
internal enum RandomStream
{
    User,
    Interest,
    Follows,
    Article,
    Face,
    Landscape,
}
