using System.Reflection;
using System.Runtime.InteropServices;

namespace Conduit.Tests.Offline;

/// <summary>What code that calls an assembly can see of it, one line a member.</summary>
internal sealed class Surface : IDisposable
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // Records bring these along; nobody calls them by name.
    private static readonly string[] Unspoken = ["<Clone>$", "PrintMembers", "GetHashCode", "Equals", "ToString"];

    private readonly MetadataLoadContext _context;
    private readonly string _path;

    public Surface(string path)
    {
        _path = path;
        string[] folders = [Path.GetDirectoryName(path)!, RuntimeEnvironment.GetRuntimeDirectory(), AspNet()];
        var assemblies = folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.dll")).DistinctBy(Path.GetFileName);
        _context = new MetadataLoadContext(new PathAssemblyResolver(assemblies));
    }

    public IEnumerable<string> Members() => _context.LoadFromAssemblyPath(_path).GetTypes().Where(type => type.IsVisible).SelectMany(Members);

    public void Dispose() => _context.Dispose();

    private static IEnumerable<string> Members(Type type)
    {
        yield return $"type {Name(type)}";
        foreach (var constructor in type.GetConstructors(Declared).Where(constructor => !constructor.IsStatic && Seen(constructor)))
            yield return $"new {Name(type)}({Parameters(constructor)})";
        foreach (var method in type.GetMethods(Declared).Where(method => Seen(method) && Spoken(method)))
            yield return $"method {Name(type)}.{method.Name}{(method.IsGenericMethod ? $"``{method.GetGenericArguments().Length}" : "")}({Parameters(method)}) : {Name(method.ReturnType)}";
        foreach (var property in type.GetProperties(Declared).Where(property => property.Name != "EqualityContract" && (Seen(property.GetMethod) || Seen(property.SetMethod))))
            yield return $"property {Name(type)}.{property.Name} : {Name(property.PropertyType)}{(Seen(property.GetMethod) ? " get" : "")}{(Seen(property.SetMethod) ? " set" : "")}";
        foreach (var field in type.GetFields(Declared).Where(field => (field.IsPublic || field.IsFamily) && !field.IsSpecialName))
            yield return $"field {Name(type)}.{field.Name} : {Name(field.FieldType)}";
        foreach (var happening in type.GetEvents(Declared).Where(happening => Seen(happening.AddMethod)))
            yield return $"event {Name(type)}.{happening.Name} : {Name(happening.EventHandlerType!)}";
    }

    private static bool Seen(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    private static bool Spoken(MethodInfo method) =>
        (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) && !Unspoken.Contains(method.Name);

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{(parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? "ref " : "")}{Name(parameter.ParameterType)} {parameter.Name}{(parameter.IsOptional ? $" = {Default(parameter)}" : "")}"));

    private static string Default(ParameterInfo parameter) => parameter.RawDefaultValue switch
    {
        null => "null",
        string text => $"\"{text}\"",
        DBNull or Missing => "?",
        var value => value.ToString()!,
    };

    private static string Name(Type type) => type switch
    {
        { IsByRef: true } => Name(type.GetElementType()!),
        { IsArray: true } => $"{Name(type.GetElementType()!)}[]",
        { IsGenericParameter: true } => $"{(type.DeclaringMethod is null ? "`" : "``")}{type.GenericParameterPosition}",
        { IsGenericType: true, IsGenericTypeDefinition: false } => $"{Full(type.GetGenericTypeDefinition())}<{string.Join(",", type.GetGenericArguments().Select(Name))}>",
        _ => Full(type),
    };

    private static string Full(Type type) => (type.FullName ?? type.Name).Replace('+', '.');

    private static string AspNet()
    {
        var framework = new DirectoryInfo(RuntimeEnvironment.GetRuntimeDirectory());
        return Path.Combine(framework.Parent!.Parent!.FullName, "Microsoft.AspNetCore.App", framework.Name);
    }
}
