using System.ComponentModel;
using System.Diagnostics;

namespace Conduit.Lab.Edge;

/// <summary>Starts nginx with two workers in front of one server; its cache stores responses for a minute.</summary>
internal static class NginxProcess
{
    /// <summary>Returns null when nginx is not installed.</summary>
    public static async Task<OwnProcess?> StartAsync(
        string program, Uri server, string path, bool caches, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        if (!await IsInstalledAsync(program)) return null;
        var address = LabPort.Free();
        var own = folder.CreateSubdirectory(caches ? "nginx-cache" : "nginx-proxy").FullName;
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
              upstream servers { server {{server.Authority}}; keepalive 128; }
              server {
                listen {{address.Authority}};
                location / {
                  proxy_pass http://servers; proxy_http_version 1.1; proxy_set_header Connection "";
                  {{(caches ? "proxy_cache cache; proxy_cache_valid 200 1m;" : "")}}
                }
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
