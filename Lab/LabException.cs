namespace Conduit.Lab;

/// <summary>What stops a command, and its remedy, in one line.</summary>
internal sealed class LabException(string message, Exception? cause = null) : Exception(message, cause);
