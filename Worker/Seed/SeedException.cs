namespace Conduit.Worker.Seed;

/// <summary>Why nothing can be seeded, in one line.</summary>
internal sealed class SeedException(string message) : Exception(message);
