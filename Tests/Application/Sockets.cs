using System.Globalization;
using System.Net;

namespace Conduit.Tests.Application;

/// <summary>The addresses on which processes of this machine listen, from /proc.</summary>
internal static class Sockets
{
    private const string ListenState = "0A";

    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>The addresses on which any of these processes listens.</summary>
    public static IReadOnlyList<IPEndPoint> ListenedOnBy(IEnumerable<int> processes)
    {
        var theirs = processes.SelectMany(Opened).ToHashSet();
        return [.. from file in Tables
                   from line in File.ReadLines(file).Skip(1)
                   let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                   where fields[3] == ListenState && theirs.Contains($"socket:[{fields[9]}]")
                   select Address(fields[1])];
    }

    private static IEnumerable<string> Opened(int process)
    {
        try
        {
            return [.. Directory.EnumerateFiles($"/proc/{process}/fd").Select(file => new FileInfo(file).LinkTarget ?? "")];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Parses an address as the kernel writes it: words of four bytes, each with its bytes reversed.</summary>
    private static IPEndPoint Address(string text)
    {
        var (address, port) = (text.Split(':')[0], text.Split(':')[1]);
        var bytes = Convert.FromHexString(address).Chunk(4).SelectMany(word => word.Reverse()).ToArray();
        return new IPEndPoint(new IPAddress(bytes), int.Parse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
