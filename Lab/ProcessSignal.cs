using System.Runtime.InteropServices;

namespace Conduit.Lab;

/// <summary>Signals to processes of this machine.</summary>
internal static class ProcessSignal
{
    public const int Kill = 9;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <summary>Sends a signal; false when there is no such process, or it belongs to another user.</summary>
    public static bool TrySend(int process, int signal) => SendTo(process, signal) == 0;

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendTo(int process, int signal);
}
