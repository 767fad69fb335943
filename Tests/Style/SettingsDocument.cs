using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Conduit.Tests.Style;

/// <summary>Tables of all settings, as Markdown: name, default, range and docstring.</summary>
internal static class SettingsDocument
{
    // Defaults that depend on the machine.
    private static readonly Dictionary<string, string> ComputedDefaults = new()
    {
        ["Media:Concurrency"] = "half of the processors",
        ["Passwords:Concurrency"] = "half of the processors",
        ["RateLimits:ExpensiveReads"] = "half of the processors",
        ["Seed:Articles"] = "ten per user",
    };

    // Names that differ from the property's.
    private static readonly Dictionary<string, string> Names = new() { ["SitePort"] = "Site:Port", ["LabPort"] = "Lab:Port" };

    public static string Generate()
    {
        var text = new StringBuilder();
        var appHost = OptionsSection.OfAppHost().ToList();
        Append(text, "AppHost", appHost.Where(source => source.Section.Length == 0));
        foreach (var section in OptionsSection.All().Concat(appHost).Where(source => source.Section.Length > 0)
            .GroupBy(source => source.Section).OrderBy(section => section.Key, StringComparer.Ordinal))
        {
            Append(text, section.Key, section);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string title, IEnumerable<OptionsSection> sources)
    {
        var rows = new SortedDictionary<string, string>(StringComparer.Ordinal);
        text.Append(CultureInfo.InvariantCulture, $"\n## {title}\n");
        foreach (var source in sources)
        {
            var documentation = new XmlDocumentation(source.Project);
            foreach (var line in Fill($"{TypeOf(source)}: {LowerFirst(documentation.OfType(source.Type))}"))
                text.Append(line);
            AddRows(rows, documentation, source.Section, source.Type, source.Defaults);
        }

        text.Append("\n| setting | default | values | what it does |\n| --- | --- | --- | --- |\n");
        foreach (var row in rows.Values) text.Append(row);
    }

    // A link to the class, unless it shares a file with another.
    private static string TypeOf(OptionsSection source)
    {
        var file = $"{source.Type.FullName!["Conduit.".Length..].Replace('.', '/')}.cs";
        return File.Exists(SourceFiles.FullPath(file)) ? $"[{source.Type.Name}](../{file})" : $"`{source.Type.Name}`";
    }

    private static string LowerFirst(string text) => char.ToLowerInvariant(text[0]) + text[1..];

    private static void AddRows(
        SortedDictionary<string, string> rows, XmlDocumentation documentation, string section, Type type, object defaults)
    {
        foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(IsSetting))
        {
            var name = Names.GetValueOrDefault(property.Name, section.Length == 0 ? property.Name : $"{section}:{property.Name}");
            var value = property.GetValue(defaults);
            if (value is not null && property.PropertyType.Assembly == type.Assembly && !property.PropertyType.IsEnum)
            {
                AddNested(rows, documentation, name, property, value);
                continue;
            }

            var what = documentation.OfProperty(type, property.Name);
            Assert.True(what.Length > 0, $"{type}.{property.Name} is a setting without a docstring");
            // Several processes may read a setting; then the options class of the service describes it best.
            rows.TryAdd(name, Row(name, value, property, what));
        }
    }

    // A group of settings: its docstring stands before that of each.
    private static void AddNested(
        SortedDictionary<string, string> rows, XmlDocumentation documentation, string name, PropertyInfo group, object defaults)
    {
        var what = documentation.OfProperty(group.DeclaringType!, group.Name);
        foreach (var property in group.PropertyType.GetProperties().Where(IsSetting))
        {
            var key = $"{name}:{property.Name}";
            var detail = documentation.OfProperty(group.PropertyType, property.Name);
            rows.TryAdd(key, Row(key, property.GetValue(defaults), property, $"{what} {detail}"));
        }
    }

    // A property of a type of settings is listed as a section of its own.
    private static bool IsSetting(PropertyInfo property) => typeof(IDictionary).IsAssignableFrom(property.PropertyType)
        || (property.CanWrite && !property.PropertyType.Name.EndsWith("Settings", StringComparison.Ordinal));

    private static string Row(string name, object? value, PropertyInfo property, string what) =>
        $"| `{name}` | {ComputedDefaults.GetValueOrDefault(name, Default(value))} | {Range(property)} | {what} |\n";

    private static string Default(object? value) => value switch
    {
        null or "" or IDictionary { Count: 0 } => "none",
        bool flag => flag ? "true" : "false",
        TimeSpan { Ticks: var ticks } time when ticks % TimeSpan.TicksPerSecond != 0 => time.ToString().TrimEnd('0'),
        Enum choice => choice.ToString().ToLowerInvariant(),
        string text => text.Replace("*", "\\*", StringComparison.Ordinal),
        IEnumerable list => string.Join(", ", list.Cast<object>()),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Range(PropertyInfo property) =>
        property.GetCustomAttribute<RangeAttribute>() is { } range
            ? string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}")
            : "";

    // A paragraph in lines of at most 140 columns.
    private static IEnumerable<string> Fill(string paragraph)
    {
        const int MaxColumns = 140;
        yield return "\n";
        var line = "";
        foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + word.Length >= MaxColumns)
            {
                yield return $"{line}\n";
                line = "";
            }

            line += line.Length == 0 ? word : $" {word}";
        }

        yield return $"{line}\n";
    }
}
