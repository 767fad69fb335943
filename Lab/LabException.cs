namespace Conduit.Lab;

/// <summary>Stops a command; the message is one line with the reason and the remedy.</summary>
internal sealed class LabException(string message, Exception? cause = null) : Exception(message, cause);
