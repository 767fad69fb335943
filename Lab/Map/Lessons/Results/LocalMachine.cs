using System.Globalization;
using System.Runtime.InteropServices;

namespace Conduit.Lab.Map.Lessons.Results;

/// <summary>The machine on which a run was measured, in a line.</summary>
internal static class LocalMachine
{
    private const string ProcessorFile = "/proc/cpuinfo";
    private const string ModelPrefix = "model name";

    public static string Describe()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores ({Processor()}), {memory:0.#} GiB, {RuntimeInformation.OSDescription}, "
            + $"{RuntimeInformation.FrameworkDescription}, {(IsDebug ? "Debug" : "Release")} build");
    }

#if DEBUG
    private const bool IsDebug = true;
#else
    private const bool IsDebug = false;
#endif

    private static string Processor()
    {
        if (!File.Exists(ProcessorFile)) return $"{RuntimeInformation.ProcessArchitecture}";
        var model = File.ReadLines(ProcessorFile).FirstOrDefault(line => line.StartsWith(ModelPrefix, StringComparison.Ordinal));
        return model?.Split(':', 2)[1].Trim() ?? $"{RuntimeInformation.ProcessArchitecture}";
    }
}
