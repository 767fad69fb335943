namespace Conduit.Data.Schema;

/// <summary>Some database could not be migrated; the message says which and why, in one line.</summary>
public sealed class MigrationException(string message) : Exception(message.ReplaceLineEndings(" "));
