namespace Conduit.Seed.Pictures;

/// <summary>Draws faces and landscapes. The same random numbers draw the same picture.</summary>
internal static class Artwork
{
    private static readonly Color[] Skins = [Color.Of(25, .55, .8), Color.Of(25, .5, .68), Color.Of(24, .4, .5), Color.Of(22, .4, .34)];
    private static readonly Color[] Hairs =
        [Color.Of(30, .3, .15), Color.Of(28, .5, .3), Color.Of(45, .6, .6), Color.Of(15, .65, .4), Color.Of(0, 0, .75)];

    private static readonly Color Ink = Color.Of(30, .3, .12);

    /// <summary>A face on a ground of one colour.</summary>
    public static byte[] Face(SeededRandom random)
    {
        var drawing = new Drawing(320, 320);
        double hue = random.Below(360);
        var (skin, hair) = (random.Pick(Skins), random.Pick(Hairs));
        var hasLongHair = random.Chance(.5);
        drawing.Paint((_, _) => -1, (_, y) => Color.Of(hue, .45, .82 - (y * .2)));
        drawing.PaintEllipse(.5, .44, .27, hasLongHair ? .36 : .29, hair);
        drawing.PaintEllipse(.5, 1.08, .4, .36, Color.Of((hue + 150 + random.Below(60)) % 360, .5, .45));
        drawing.PaintEllipse(.5, .7, .09, .14, skin.Mix(Ink, .12));
        drawing.PaintEllipse(.5, .5, .21, .25, skin);
        drawing.PaintEllipse(.5 - (random.Below(9) * .01), .28, .2, .09, hair);
        foreach (var side in (double[])[-1, 1]) drawing.PaintEllipse(.5 + (side * .085), .49, .02, .026, Ink);
        Smile(drawing, .02 + (random.Below(4) * .015));
        return drawing.ToPng();
    }

    /// <summary>Hills under a sky with a sun or a moon.</summary>
    public static byte[] Landscape(SeededRandom random)
    {
        var drawing = new Drawing(1280, 720);
        double hue = random.Below(360);
        var isNight = random.Chance(.25);
        var light = isNight ? .16 : .72;
        var horizon = Color.Of((hue + 40) % 360, .6, isNight ? .35 : .86);
        drawing.Paint((_, _) => -1, (_, y) => Color.Of(hue, .5, light).Mix(horizon, Math.Min(1, y * 1.3)));
        var radius = .06 + (random.Below(6) * .01);
        drawing.PaintEllipse(.2 + (random.Below(140) * .01), .15 + (random.Below(25) * .01), radius, radius, Color.Of(48, .9, .88));
        const int Layers = 5;
        for (var layer = 1; layer <= Layers; layer++) Hills(drawing, random, layer / (double)Layers, hue, horizon, isNight);
        return drawing.ToPng();
    }

    private static void Smile(Drawing drawing, double depth) => drawing.Paint(
        (x, y) => Math.Abs(x - .5) > .085 ? 1 : Math.Abs(y - .6 - depth + (depth * Math.Pow((x - .5) / .085, 2))) - .009,
        (_, _) => Ink);

    // The nearer the hills, the lower, the darker and the less like the sky.
    private static void Hills(Drawing drawing, SeededRandom random, double nearness, double hue, Color horizon, bool isNight)
    {
        var waves = Enumerable.Range(1, 3)
            .Select(wave => (Height: .09 / wave, Length: wave * (1.5 + (random.Below(100) * .015)), Start: random.Below(628) * .01))
            .ToArray();
        var color = Color.Of((hue + 100) % 360, .35, isNight ? .12 : .3).Mix(horizon, .75 * (1 - nearness));
        drawing.Paint(
            (x, y) => .42 + (.45 * nearness) + waves.Sum(wave => wave.Height * Math.Sin((wave.Length * x * Math.PI) + wave.Start)) - y,
            (_, _) => color);
    }
}
