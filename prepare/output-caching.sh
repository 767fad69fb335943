# Whether the package feed has Aspire.StackExchange.Redis.OutputCaching. Some feeds lack this one package of Aspire; the project of the
# same name then replaces it. One probe restore decides, and its result is stored; the environment overrides it.

package=Aspire.StackExchange.Redis.OutputCaching
version=$(sed -n 's|.*<AspireVersion>\(.*\)</AspireVersion>.*|\1|p' "$root/Directory.Packages.props")
result=$artifacts/output-caching-source.props

probe() (
  temporary_folder "${TMPDIR:-/tmp}"
  for name in Directory.Build.props Directory.Build.targets Directory.Packages.props; do echo '<Project />' >"$work/$name"; done
  {
    echo '<Project Sdk="Microsoft.NET.Sdk">'
    echo '  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>'
    echo "  <ItemGroup><PackageReference Include=\"$package\" Version=\"$version\" /></ItemGroup>"
    echo '</Project>'
  } >"$work/Probe.csproj"
  if OutputCachingSource='' DOTNET_CLI_UI_LANGUAGE=en dotnet restore "$work/Probe.csproj" --nologo -v q >"$work/log" 2>&1; then
    echo nuget
  elif silent=$(grep -m 1 -oE 'NU1301.*|Failed to retrieve.*|Unable to load the service index.*' "$work/log"); then
    fail "the package feed does not answer (${silent:0:200}): check the network and NuGet's sources (dotnet nuget list source)"
  elif grep -qE 'NU110[123]' "$work/log"; then
    echo stand-in
  else
    fail "the probe restore of $package $version failed ($(cause "$work/log")): fix that, or set OutputCachingSource to nuget or stand-in"
  fi
)

case ${OutputCachingSource-} in
  nuget | stand-in) announce caching "$OutputCachingSource (OutputCachingSource is set)" ;;
  '')
    # The result of another version says nothing about this one.
    if [ "$refresh" = yes ] || ! grep -q "<!-- $version -->" "$result" 2>/dev/null; then
      OutputCachingSource=$(probe) || exit 1
      mkdir -p "$artifacts"
      {
        printf '<Project>\n  <!-- %s -->\n  <PropertyGroup>\n' "$version"
        printf '    <OutputCachingSource>%s</OutputCachingSource>\n  </PropertyGroup>\n</Project>\n' "$OutputCachingSource"
      } >"$result.new"
      mv "$result.new" "$result"
      if [ "$OutputCachingSource" = nuget ]; then
        announce caching "nuget (the feed has $package)"
      else
        announce caching "stand-in (the feed lacks $package)"
      fi
    else
      OutputCachingSource=$(sed -n 's|.*<OutputCachingSource>\(.*\)</OutputCachingSource>.*|\1|p' "$result")
    fi
    ;;
  *) fail "OutputCachingSource is '$OutputCachingSource': set it to nuget or stand-in, or remove it" ;;
esac
