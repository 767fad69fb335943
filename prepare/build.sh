# Builds what changed, without the analyzers: those are for who changes the code (dotnet build, ./test.sh, CI). Asking MSBuild whether
# anything changed costs seconds on a small machine; the list of files and their times tell it at once.

built=$artifacts/built-$AspireSource
sources() { find . \( -name .git -o -name artifacts -o -name bin -o -name obj -o -name docs -o -name TestResults \) -prune -o -type f "$@" -print; }

if [ ! -f AppHost/bin/"$AspireSource"/Debug/net10.0/AppHost.dll ] || [ "$(sources)" != "$(cat "$built" 2>/dev/null)" ] || [ -n "$(sources -newer "$built")" ]; then
  sources >"$built.new"
  dotnet build AppHost --nologo -p:RunAnalyzers=false || fail 'the build failed: see the lines above'
  mv "$built.new" "$built"
fi
