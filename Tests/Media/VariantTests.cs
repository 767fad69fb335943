using Conduit.MediaService.Imaging;
using Conduit.MediaService.Pictures;
using Conduit.ServiceDefaults;

namespace Conduit.Tests.Media;

public sealed class VariantTests
{
    [Theory]
    [InlineData(1, "160")]
    [InlineData(160, "160")]
    [InlineData(161, "160 320")]
    [InlineData(1000, "160 320 640 1280")]
    [InlineData(5000, "160 320 640 1280 1920")]
    public void No_variant_is_larger_than_needed_for_the_picture(int width, string names) =>
        Assert.Equal(names, string.Join(' ', MediaAddress.WidthsOf(width)));

    [Theory]
    [InlineData("1920.webp", 5000, "1920.webp")]
    [InlineData("1920.jpg", 1000, "1280.jpg")]
    [InlineData("640.webp", 20, "160.webp")]
    [InlineData("641.webp", 5000, null)]
    [InlineData("640.png", 5000, null)]
    [InlineData("640", 5000, null)]
    [InlineData("+640.webp", 5000, null)]
    [InlineData("original", 5000, null)]
    public void Larger_name_finds_the_largest_variant(string name, int pictureWidth, string? found) =>
        Assert.Equal(found, Variant.Find(name, pictureWidth)?.FileName);

    [Theory]
    [InlineData(320, 4000, 3000, 320, 240)]
    [InlineData(1280, 1000, 500, 1000, 500)]
    [InlineData(160, 10_000, 10, 160, 1)]
    public void Size_keeps_the_proportions(int variant, int width, int height, int expectedWidth, int expectedHeight) =>
        Assert.Equal((expectedWidth, expectedHeight), Variant.SizeOf(variant, width, height));

    [Theory]
    [InlineData("17-0123456789abcdef", true)]
    [InlineData("17-0123456789ABCDEF", false)]
    [InlineData("17-0123456789abcde", false)]
    [InlineData("-0123456789abcdef", false)]
    [InlineData("1 7-0123456789abcdef", false)]
    [InlineData("../-0123456789abcdef", false)]
    public void Address_is_an_id_and_a_hash(string text, bool isAddress) => Assert.Equal(isAddress, PictureAddress.Parse(text) is not null);
}
