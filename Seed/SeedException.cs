namespace Conduit.Seed;

/// <summary>Seeding is impossible; the message says why, in one line.</summary>
internal sealed class SeedException(string message) : Exception(message);
