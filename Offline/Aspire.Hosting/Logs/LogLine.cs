namespace Aspire.Hosting.ApplicationModel;

/// <summary>A line that a resource printed or that was logged about it.</summary>
/// <param name="LineNumber">Its number in this stream.</param>
/// <param name="Content">The time and the text.</param>
/// <param name="IsErrorMessage">True when it came from standard error.</param>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);
