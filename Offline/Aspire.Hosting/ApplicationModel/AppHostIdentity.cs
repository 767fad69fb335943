using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Names that differ from one AppHost to the next, and stay the same for one.</summary>
internal static class AppHostIdentity
{
    /// <summary>A volume's name: where it runs, of this folder; where it is deployed, of this project.</summary>
    public static string VolumeName(IDistributedApplicationBuilder builder, string resource, string suffix)
    {
        var project = builder.AppHostAssembly?.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(a => a.Key == "apphostprojectname")?.Value ?? builder.Environment.ApplicationName;
        var identity = builder.ExecutionContext.IsPublishMode ? project : Path.Combine(builder.AppHostDirectory, project).ToLowerInvariant();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..10];
        var app = string.Concat(builder.Environment.ApplicationName.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' ? c : '_'));
        return $"{app}-{hash}-{resource}-{suffix}".ToLowerInvariant();
    }
}
