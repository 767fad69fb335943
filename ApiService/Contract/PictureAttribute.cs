namespace Conduit.ApiService.Contract;

/// <summary>
/// Marks an address of a picture in a response. One of the site's own pictures is stored as a path; clients receive an absolute address.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PictureAttribute : Attribute;
