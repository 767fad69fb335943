using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A password made up when it is first needed.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    /// <summary>Asks for a password of 22 characters of every kind.</summary>
    public GenerateParameterDefault() { }

    /// <summary>The least number of characters.</summary>
    public int MinLength { get; set; } = 22;

    /// <summary>Whether it may have lower case letters.</summary>
    public bool Lower { get; set; } = true;

    /// <summary>Whether it may have upper case letters.</summary>
    public bool Upper { get; set; } = true;

    /// <summary>Whether it may have digits.</summary>
    public bool Numeric { get; set; } = true;

    /// <summary>Whether it may have other characters.</summary>
    public bool Special { get; set; } = true;

    /// <summary>The least number of lower case letters.</summary>
    public int MinLower { get; set; }

    /// <summary>The least number of upper case letters.</summary>
    public int MinUpper { get; set; }

    /// <summary>The least number of digits.</summary>
    public int MinNumeric { get; set; }

    /// <summary>The least number of other characters.</summary>
    public int MinSpecial { get; set; }

    /// <inheritdoc/>
    public override string GetDefaultValue() => Password.Generate(
        MinLength, new(Lower, Password.Lower, MinLower), new(Upper, Password.Upper, MinUpper),
        new(Numeric, Password.Numeric, MinNumeric), new(Special, Password.Special, MinSpecial));

    /// <inheritdoc/>
    public override void WriteToManifest(ManifestPublishingContext context)
    {
        var writer = context.Writer;
        writer.WriteStartObject("generate");
        writer.WriteNumber("minLength", MinLength);
        Kind("lower", Lower, "minLower", MinLower);
        Kind("upper", Upper, "minUpper", MinUpper);
        Kind("numeric", Numeric, "minNumeric", MinNumeric);
        Kind("special", Special, "minSpecial", MinSpecial);
        writer.WriteEndObject();

        void Kind(string name, bool allowed, string minName, int min)
        {
            if (!allowed)
                writer.WriteBoolean(name, false);
            if (min > 0)
                writer.WriteNumber(minName, min);
        }
    }
}
