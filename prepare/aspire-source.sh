# Where Aspire comes from: `nuget`, its packages, or `offline`, the source in Offline/. A probe restore decides once; the environment wins.

aspire=$(sed -n 's|.*<AspireVersion>\(.*\)</AspireVersion>.*|\1|p' "$root/Directory.Packages.props")
note=$artifacts/aspire-source.props

probe() (
  workplace "${TMPDIR:-/tmp}"
  for name in Directory.Build.props Directory.Build.targets Directory.Packages.props; do echo '<Project />' >"$work/$name"; done
  {
    echo '<Project Sdk="Microsoft.NET.Sdk">'
    echo "  <Import Project=\"Sdk.props\" Sdk=\"Aspire.AppHost.Sdk\" Version=\"$aspire\" />"
    echo '  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>'
    echo '  <ItemGroup>'
    sed -n 's|.*<PackageVersion Include="\(Aspire\.[^"]*\)".*|\1|p' "$root/Directory.Packages.props" |
      while read -r package; do echo "    <PackageReference Include=\"$package\" Version=\"$aspire\" />"; done
    echo '  </ItemGroup>'
    echo "  <Import Project=\"Sdk.targets\" Sdk=\"Aspire.AppHost.Sdk\" Version=\"$aspire\" />"
    echo '</Project>'
  } >"$work/Probe.csproj"
  if AspireSource='' DOTNET_CLI_UI_LANGUAGE=en dotnet restore "$work/Probe.csproj" --nologo -v q >"$work/log" 2>&1; then
    echo nuget
  elif silent=$(grep -m 1 -oE 'NU1301.*|Failed to retrieve.*|Unable to load the service index.*' "$work/log"); then
    fail "the package feed does not answer (${silent:0:200}): check the network and NuGet's sources (dotnet nuget list source)"
  elif grep -qE 'MSB4236|NU110[123]' "$work/log"; then
    echo offline
  else
    fail "the probe restore of Aspire $aspire failed ($(cause "$work/log")): mend that, or set AspireSource to nuget or offline"
  fi
)

case ${AspireSource-} in
  nuget | offline) chose aspire "$AspireSource (AspireSource in the environment says so)" ;;
  '')
    if [ "$again" = yes ] || [ ! -f "$note" ]; then
      AspireSource=$(probe) || exit 1
      mkdir -p "$artifacts"
      printf '<Project>\n  <PropertyGroup>\n    <AspireSource>%s</AspireSource>\n  </PropertyGroup>\n</Project>\n' "$AspireSource" >"$note.new"
      mv "$note.new" "$note"
      if [ "$AspireSource" = nuget ]; then
        chose aspire "nuget (the feed has Aspire $aspire)"
      else
        chose aspire "offline (the feed lacks Aspire $aspire): the source in Offline/"
      fi
    else
      AspireSource=$(sed -n 's|.*<AspireSource>\(.*\)</AspireSource>.*|\1|p' "$note")
    fi
    ;;
  *) fail "AspireSource is '$AspireSource': set it to nuget or offline, or not at all" ;;
esac
