namespace Aspire.Hosting;

/// <summary>What an input takes; numbered as the dashboard does.</summary>
public enum InputType
{
    /// <summary>Words.</summary>
    Text,
}
