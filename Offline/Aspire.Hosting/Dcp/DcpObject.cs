namespace Aspire.Hosting.Dcp;

/// <summary>An object of DCP's API, which is shaped like Kubernetes'.</summary>
internal sealed record DcpObject<TSpec, TStatus>(string Kind, DcpMetadata Metadata, TSpec Spec, TStatus? Status = default)
{
    public string ApiVersion { get; init; } = DcpClient.ApiVersion;
}

internal sealed record DcpMetadata(string Name)
{
    public string? Uid { get; init; }
    public Dictionary<string, string>? Annotations { get; init; }
}

internal sealed record DcpNameValue(string Name, string? Value);
