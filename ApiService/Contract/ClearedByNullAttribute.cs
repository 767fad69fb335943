namespace Conduit.ApiService.Contract;

/// <summary>A property of a request that null empties; for the API's description. Others refuse null.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ClearedByNullAttribute : Attribute;
