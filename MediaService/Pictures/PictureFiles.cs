using System.Globalization;
using Conduit.MediaService.Imaging;

namespace Conduit.MediaService.Pictures;

/// <summary>The names of a picture's objects in the storage.</summary>
internal static class PictureFiles
{
    /// <summary>What the names of all of a picture's objects begin with.</summary>
    public static string All(long id) => string.Create(CultureInfo.InvariantCulture, $"{id}/");

    /// <summary>The upload as it came, which is never delivered.</summary>
    public static string Original(long id) => All(id) + "original";

    /// <summary>A variant.</summary>
    public static string Of(long id, Variant variant) => All(id) + variant.FileName;
}
