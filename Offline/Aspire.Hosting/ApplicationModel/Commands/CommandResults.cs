namespace Aspire.Hosting.ApplicationModel;

/// <summary>Ways in which a command ends.</summary>
public static class CommandResults
{
    /// <summary>It did its work.</summary>
    public static ExecuteCommandResult Success() => new() { Success = true };

    /// <summary>It did its work, and says so.</summary>
    public static ExecuteCommandResult Success(string message) => new() { Success = true, Message = message };

    /// <summary>It did its work, and found something out.</summary>
    public static ExecuteCommandResult Success(string message, CommandResultData value) => new() { Success = true, Message = message, Data = value };

    /// <summary>It did its work, and found something out.</summary>
    public static ExecuteCommandResult Success(string message, string result, CommandResultFormat resultFormat = CommandResultFormat.Text) =>
        Success(message, result, resultFormat, displayImmediately: false);

    /// <summary>It did its work, and found something out.</summary>
    public static ExecuteCommandResult Success(string message, string result, CommandResultFormat resultFormat, bool displayImmediately) =>
        Success(message, new CommandResultData { Value = result, Format = resultFormat, DisplayImmediately = displayImmediately });

    /// <summary>It could not do its work.</summary>
    public static ExecuteCommandResult Failure(string? errorMessage = null) => new() { Success = false, Message = errorMessage };

    /// <summary>It could not do its work.</summary>
    public static ExecuteCommandResult Failure(Exception exception) => Failure(exception.Message);

    /// <summary>It was ended early.</summary>
    public static ExecuteCommandResult Canceled() => new() { Success = false, Canceled = true };
}
