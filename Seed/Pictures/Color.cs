namespace Conduit.Seed.Pictures;

/// <summary>A colour; each part is from 0 to 1.</summary>
internal readonly record struct Color(double Red, double Green, double Blue)
{
    /// <summary>A colour by its hue in degrees, its saturation and its lightness.</summary>
    public static Color Of(double hue, double saturation, double lightness)
    {
        var range = saturation * Math.Min(lightness, 1 - lightness);
        return new(Part(0), Part(8), Part(4));

        double Part(double shift)
        {
            var sector = (shift + (hue / 30)) % 12;
            return lightness - (range * Math.Max(-1, Math.Min(Math.Min(sector - 3, 9 - sector), 1)));
        }
    }

    /// <summary>A colour between this one, at 0, and another, at 1.</summary>
    public Color Mix(Color other, double share) => new(
        Red + ((other.Red - Red) * share), Green + ((other.Green - Green) * share), Blue + ((other.Blue - Blue) * share));
}
