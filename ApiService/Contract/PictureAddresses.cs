using System.Text.Json.Serialization.Metadata;
using Conduit.ServiceDefaults;
using Microsoft.AspNetCore.Http.Json;

namespace Conduit.ApiService.Contract;

/// <summary>The addresses of the site's own pictures: absolute for clients, and the same for all of them; stored as paths.</summary>
internal static class PictureAddresses
{
    public static void AddPictureAddresses(this WebApplicationBuilder builder)
    {
        builder.AddSiteAddresses();
        builder.Services.AddOptions<JsonOptions>().Configure<SiteAddresses>((json, site) =>
        {
            var resolver = json.SerializerOptions.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver();
            json.SerializerOptions.TypeInfoResolver = resolver.WithAddedModifier(type => MakeAbsolute(type, site));
        });
    }

    /// <summary>The form in which an address is stored: the path of one of the site's own pictures, any other address as it is.</summary>
    public static string? ToStored(this SiteAddresses site, string? address) =>
        site.FindPicture(address) is { } picture ? PathOf(site.ToPath(address) ?? address!, picture) : address;

    // Without the size and colour, which a page needs only to reserve the place of a picture in a text.
    private static string PathOf(string address, MediaAddress picture) =>
        picture.Shape is null ? address : address[..address.IndexOf('#', StringComparison.Ordinal)];

    private static void MakeAbsolute(JsonTypeInfo type, SiteAddresses site)
    {
        foreach (var property in type.Properties)
        {
            if (property.AttributeProvider?.IsDefined(typeof(PictureAttribute), inherit: false) is not true) continue;
            var get = property.Get!;
            property.Get = body => get(body) is string address ? AbsoluteOf(address, site) : null;
        }
    }

    private static string AbsoluteOf(string address, SiteAddresses site) =>
        MediaAddress.Parse(address) is null ? address : site.ToAbsolute(address);
}
