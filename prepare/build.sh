# Builds what changed, without the analyzers: those are for who changes the code (dotnet build, ./test.sh, CI). Asking MSBuild whether
# anything changed costs seconds on a small machine; the list of files and their times tell it at once.

built=$artifacts/built-$AspireSource
sources() { find . \( -name .git -o -name artifacts -o -name bin -o -name obj -o -name docs -o -name TestResults \) -prune -o -type f "$@" -print; }

# The AppHost knows its projects by their places, so a folder that was moved is built anew.
listed() { echo "$root"; sources; }

if [ ! -f AppHost/bin/"$AspireSource"/Debug/net10.0/AppHost.dll ] || [ "$(listed)" != "$(cat "$built" 2>/dev/null)" ] || [ -n "$(sources -newer "$built")" ]; then
  listed >"$built.new"
  # Without nodes that would wait for the next build: what run.sh starts ends with it.
  dotnet build AppHost --nologo --nodereuse:false -p:RunAnalyzers=false || fail 'the build failed: see the lines above'
  mv "$built.new" "$built"
fi
