using Conduit.MediaService.Imaging;

namespace Conduit.Tests.Media;

public sealed class ImageHeaderTests
{
    public static TheoryData<string, byte[], int, int> Pictures => new()
    {
        { "image/png", TestPictures.Png(300, 200), 300, 200 },
        { "image/jpeg", TestPictures.Jpeg(300, 200), 300, 200 },
        { "image/jpeg", TestPictures.PhoneJpeg(300, 200, orientation: 6), 300, 200 },
        { "image/webp", TestPictures.Webp(300, 200), 300, 200 },
        { "image/gif", TestPictures.Gif(), 1, 1 },
        { "image/png", TestPictures.Bomb(), 50_000, 50_000 },
    };

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Size_and_type_are_read_from_the_content(string type, byte[] picture, int width, int height) =>
        Assert.Equal(new ImageHeader(type, width, height), ImageHeader.Read(new MemoryStream(picture)));

    [Theory]
    [InlineData("")]
    [InlineData("ffd8ff")]
    [InlineData("ffd8ffe00002ffe00002ffe00002ffe00002ffe00002ffe00002ffe00002ffe00002")]
    [InlineData("ffd8ffc00011080000000003011100021101031101ffffffffffffffffffffffffff")]
    [InlineData("89504e470d0a1a0a0000000d49484452000000000000000008060000000000000000")]
    [InlineData("3c7376672078706c6d6e733d22687474703a2f2f7777772e77332e6f72672f323030")]
    public void Anything_else_is_no_picture(string hex) => Assert.Null(ImageHeader.Read(new MemoryStream(Convert.FromHexString(hex))));

    [Fact]
    public void Every_prefix_of_a_picture_is_read_without_an_exception()
    {
        foreach (var picture in (byte[][])[TestPictures.PhoneJpeg(30, 20, 1), TestPictures.Webp(30, 20), TestPictures.Png(30, 20)])
        {
            for (var length = 0; length < Math.Min(picture.Length, 600); length++)
                ImageHeader.Read(new MemoryStream(picture[..length]));
        }
    }
}
