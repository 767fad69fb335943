using System.ComponentModel;
using System.Diagnostics;

namespace Conduit.Lab.Edge;

/// <summary>nginx in front of one server, with two workers; its cache keeps everything for a minute.</summary>
internal static class NginxProcess
{
    /// <summary>Null when there is no nginx.</summary>
    public static async Task<OwnProcess?> StartAsync(string program, Uri server, string path, bool keeps, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        if (!await IsHereAsync(program)) return null;
        var address = LabPort.Free();
        var own = folder.CreateSubdirectory(keeps ? "nginx-cache" : "nginx-proxy").FullName;
        var file = Path.Combine(own, "nginx.conf");
        await File.WriteAllTextAsync(file, $$"""
            {{(Environment.IsPrivilegedProcess ? "user root;" : "") /* else its workers could not open what lies in a folder of root's */}}
            daemon off;
            worker_processes 2;
            pid {{own}}/pid;
            error_log stderr;
            events { worker_connections 4096; }
            http {
              access_log off;
              keepalive_requests 1000000000;
              client_body_temp_path {{own}}/body; proxy_temp_path {{own}}/proxy; fastcgi_temp_path {{own}}/f; uwsgi_temp_path {{own}}/u; scgi_temp_path {{own}}/s;
              proxy_cache_path {{own}}/kept keys_zone=kept:10m;
              upstream servers { server {{server.Authority}}; keepalive 128; }
              server {
                listen {{address.Authority}};
                location / {
                  proxy_pass http://servers; proxy_http_version 1.1; proxy_set_header Connection "";
                  {{(keeps ? "proxy_cache kept; proxy_cache_valid 200 1m;" : "")}}
                }
              }
            }
            """, cancellationToken);
        return await OwnProcess.StartAsync(new ProcessStartInfo(program, ["-p", own, "-c", file]), address, path, cancellationToken);
    }

    private static async Task<bool> IsHereAsync(string program)
    {
        try
        {
            using var version = Process.Start(new ProcessStartInfo(program, ["-v"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            await version.WaitForExitAsync();
            return version.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
