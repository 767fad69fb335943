namespace Conduit.Freshness;

/// <summary>The Lua scripts in the folder <c>Scripts</c>. Redis runs one at a time, so each sees and makes one state.</summary>
internal static class FreshnessScripts
{
    private static readonly string Prelude = Read("prelude");

    public static readonly string Begin = Load("begin");
    public static readonly string End = Load("end");
    public static readonly string Join = Load("join");
    public static readonly string Renew = Load("renew");
    public static readonly string Leave = Load("leave");
    public static readonly string Drop = Load("drop");
    public static readonly string Forget = Load("forget");
    public static readonly string Claim = Load("claim");
    public static readonly string Publish = Load("publish");
    public static readonly string Status = Load("status");
    public static readonly string Incarnation = Load("incarnation");

    private static string Load(string name) => Prelude + Read(name);

    private static string Read(string name)
    {
        var type = typeof(FreshnessScripts);
        using var stream = type.Assembly.GetManifestResourceStream($"{type.Namespace}.Scripts.{name}.lua")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
