using System.Reflection;
using Conduit.Tests.Application;
using Microsoft.Extensions.Configuration;

namespace Conduit.Tests.Style;

/// <summary>A type whose properties are settings, with its section and an instance that has the defaults.</summary>
internal sealed record OptionsSection(string Project, string Section, Type Type, object Defaults)
{
    private static readonly string[] Projects =
    [
        "ApiService", "AppHost", "Data", "Edge", "Freshness", "Hosting", "Lab", "MediaService", "ServiceDefaults", "WebFrontend", "Worker",
    ];

    /// <summary>The options classes of all projects: those with a constant <c>Section</c>.</summary>
    public static IEnumerable<OptionsSection> All() =>
        from project in Projects
        from type in AssemblyOf(project).GetTypes()
        let section = type.GetField("Section", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        where section is { IsLiteral: true } && type.IsClass && !type.IsAbstract
        orderby (string)section.GetRawConstantValue()!, type.FullName
        select new OptionsSection(project, (string)section.GetRawConstantValue()!, type, DefaultsOf(project, type, section));

    /// <summary>The records that AppHost reads itself: their method <c>Read</c> returns the defaults for an empty configuration.</summary>
    public static IEnumerable<OptionsSection> OfAppHost() =>
        from source in new (string Project, string Section, string Type)[]
        {
            ("AppHost", "", "Conduit.AppHost.Settings"),
            ("AppHost", "Seed", "Conduit.AppHost.SeedSettings"),
            ("Hosting", "Postgres", "Conduit.Hosting.Postgres.ReplicationSettings"),
        }
        let type = AssemblyOf(source.Project).GetType(source.Type, throwOnError: true)
        let read = type.GetMethod("Read", BindingFlags.Static | BindingFlags.Public)
        select new OptionsSection(source.Project, source.Section, type, read.Invoke(null, [new ConfigurationBuilder().Build()])!);

    // Tests reference only some projects; the others are loaded from where they were built.
    private static Assembly AssemblyOf(string project) => Assembly.LoadFrom(Repository.Built(project, $"{project}.dll"));

    // Defaults are in the class, or in the service's own appsettings.json.
    private static object DefaultsOf(string project, Type type, FieldInfo section)
    {
        var options = Activator.CreateInstance(type, nonPublic: true)!;
        new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(Repository.Root, project, "appsettings.json"), optional: true)
            .Build()
            .GetSection((string)section.GetRawConstantValue()!)
            .Bind(options);
        return options;
    }
}
