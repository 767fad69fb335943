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
