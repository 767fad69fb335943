using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aspire.Hosting.Dcp;

/// <summary>A TCP proxy with a stable port in front of the processes that say they produce it. Without a protocol DCP would never give it a port.</summary>
internal sealed record DcpServiceSpec(int? Port, string Protocol = "TCP", string AddressAllocationMode = "Localhost");

internal sealed record DcpServiceStatus(int? EffectivePort, string? EffectiveAddress);

/// <summary>What a process says it listens on, as DCP's annotation <c>service-producer</c> has it; no port: DCP chooses one.</summary>
internal sealed record DcpServiceProducer(string ServiceName, int? Port)
{
    public const string Annotation = "service-producer";

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
}
