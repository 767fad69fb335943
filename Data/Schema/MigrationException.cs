namespace Conduit.Data.Schema;

/// <summary>A database could not be migrated; the message says which one and why, in one line.</summary>
public sealed class MigrationException(string message) : Exception(message.ReplaceLineEndings(" "));
