namespace Conduit.Tests.Application;

/// <summary>A test with requirements on the machine. On CI nothing may be missing, so there it runs and fails.</summary>
public abstract class NeedyFactAttribute : FactAttribute
{
    protected void Need(bool there, string otherwise)
    {
        if (!there && Environment.GetEnvironmentVariable("CI") is null)
            Skip = otherwise;
    }
}

/// <summary>A test in a real browser.</summary>
public sealed class BrowserFactAttribute : NeedyFactAttribute
{
    public BrowserFactAttribute() => Need(Browser.Program is not null, "no browser: run ./test.sh, install chromium, or set CHROMIUM");
}

/// <summary>A test in a real browser with several cases.</summary>
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = new BrowserFactAttribute().Skip;
}

/// <summary>A <see cref="LinuxFactAttribute"/> with several cases.</summary>
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = new LinuxFactAttribute().Skip;
}

/// <summary>A test that reads the processes of the machine.</summary>
public sealed class LinuxFactAttribute : NeedyFactAttribute
{
    public LinuxFactAttribute() => Need(OperatingSystem.IsLinux(), "reads /proc");
}

/// <summary>A test with several cases that needs kubectl, which contains Kustomize; no cluster is contacted.</summary>
public sealed class KubectlTheoryAttribute : TheoryAttribute
{
    public KubectlTheoryAttribute() => Skip = new KubectlFactAttribute().Skip;

    private sealed class KubectlFactAttribute : NeedyFactAttribute
    {
        public KubectlFactAttribute() => Need(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                .Any(folder => File.Exists(Path.Combine(folder, "kubectl"))),
            "no kubectl");
    }
}
