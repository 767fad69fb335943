using System.ComponentModel;
using System.Diagnostics;

namespace Conduit.Lab.Edge;

/// <summary>
/// Starts nginx with two workers: in front of one server, where its cache stores responses for a minute, or with the files of a folder.
/// </summary>
internal static class NginxProcess
{
    /// <summary>Starts it in front of a server. Returns null when nginx is not installed.</summary>
    public static Task<OwnProcess?> StartAsync(
        string program, Uri server, string path, bool caches, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        var cache = caches ? "proxy_cache cache; proxy_cache_valid 200 1m;" : "";
        return StartAsync(
            program,
            $"upstream servers {{ server {server.Authority}; keepalive 128; }}",
            $"proxy_pass http://servers; proxy_http_version 1.1; proxy_set_header Connection \"\"; {cache}",
            path,
            folder.CreateSubdirectory(caches ? "nginx-cache" : "nginx-proxy").FullName,
            cancellationToken);
    }

    /// <summary>Starts it with the files of a folder. Returns null when nginx is not installed.</summary>
    public static Task<OwnProcess?> ServeAsync(string program, DirectoryInfo files, string path, CancellationToken cancellationToken) =>
        StartAsync(
            program,
            "sendfile on; tcp_nopush on; open_file_cache max=100;",
            $"root {files.FullName};",
            path,
            files.CreateSubdirectory("nginx-files").FullName,
            cancellationToken);

    private static async Task<OwnProcess?> StartAsync(
        string program, string settings, string location, string path, string own, CancellationToken cancellationToken)
    {
        if (!await IsInstalledAsync(program)) return null;
        var address = LabPort.Free();
        var file = Path.Combine(own, "nginx.conf");
        await File.WriteAllTextAsync(file, $$"""
            {{(Environment.IsPrivilegedProcess ? "user root;" : "") /* the workers must be able to open files in a folder of root */}}
            daemon off;
            worker_processes 2;
            pid {{own}}/pid;
            error_log stderr;
            events { worker_connections 4096; }
            http {
              access_log off;
              keepalive_requests 1000000000;
              client_body_temp_path {{own}}/body;
              proxy_temp_path {{own}}/proxy;
              fastcgi_temp_path {{own}}/f;
              uwsgi_temp_path {{own}}/u;
              scgi_temp_path {{own}}/s;
              proxy_cache_path {{own}}/cache keys_zone=cache:10m;
              {{settings}}
              server {
                listen {{address.Authority}};
                location / { {{location}} }
              }
            }
            """, cancellationToken);
        return await OwnProcess.StartAsync(new ProcessStartInfo(program, ["-p", own, "-c", file]), address, path, cancellationToken);
    }

    private static async Task<bool> IsInstalledAsync(string program)
    {
        try
        {
            var start = new ProcessStartInfo(program, ["-v"]) { RedirectStandardError = true, RedirectStandardOutput = true };
            using var version = Process.Start(start)!;
            await version.WaitForExitAsync();
            return version.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
