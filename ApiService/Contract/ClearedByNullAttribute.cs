namespace Conduit.ApiService.Contract;

/// <summary>Marks a property of a request that null clears, for the API's description. Other properties refuse null.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ClearedByNullAttribute : Attribute;
