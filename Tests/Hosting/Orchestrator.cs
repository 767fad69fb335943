using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.RegularExpressions;
using Conduit.Tests.Application;

namespace Conduit.Tests.Hosting;

/// <summary>Asks a host's orchestrator, DCP, what it was given to run.</summary>
internal static partial class Orchestrator
{
    /// <summary>The containers that DCP knows, by the name of their resource; an empty answer while it is not there yet.</summary>
    public static async Task<IReadOnlyDictionary<string, JsonElement>> ContainersAsync(HostProcess host, string temporaryFolder)
    {
        var file = Directory.EnumerateFiles(temporaryFolder, "kubeconfig", SearchOption.AllDirectories).FirstOrDefault();
        var text = file is null ? "" : await File.ReadAllTextAsync(file);
        var authority = Authority().Match(text).Groups[1].Value;
        var token = Token(host) ?? BearerToken().Match(text).Groups[1].Value;
        if (authority is "" || token is "")
            return new Dictionary<string, JsonElement>();
        using var http = Client(authority, token);
        using var answer = await http.GetAsync(new Uri($"{Server().Match(text).Groups[1].Value}/apis/usvc-dev.developer.microsoft.com/v1/containers"));
        var items = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("items").EnumerateArray();
        return items.ToDictionary(item => item.GetProperty("metadata").GetProperty("annotations").GetProperty("resource-name").GetString()!, item => item.GetProperty("spec"));
    }

    /// <summary>The token that the host chose and told DCP alone.</summary>
    private static string? Token(HostProcess host) =>
        Processes.With(host.Mark).Select(process => Processes.Variable(process.Id, "DCP_SECURE_TOKEN")).FirstOrDefault(token => token is not null);

    private static HttpClient Client(string authority, string token)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPem(System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(authority)));
        var http = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust } });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    [GeneratedRegex(@"server: ""?(https://[^\s""]+)")]
    private static partial Regex Server();

    [GeneratedRegex(@"certificate-authority-data: (\S+)")]
    private static partial Regex Authority();

    [GeneratedRegex(@"token: ([^\s<]+)")]
    private static partial Regex BearerToken();
}
