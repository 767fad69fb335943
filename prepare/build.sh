# Builds what changed, without the analyzers (dotnet build, ./test.sh and CI run them). A list of the source files and their times answers
# "did anything change?" at once; MSBuild takes seconds for that on a small machine.

built=$artifacts/built
sources() {
  find . \( -name .git -o -name artifacts -o -name bin -o -name obj -o -name docs -o -name TestResults \) -prune -o -type f "$@" -print
}

# The AppHost stores the full paths of its projects, so a folder that was moved is built again.
listed() { echo "$root $OutputCachingSource"; sources; }

if [ ! -f AppHost/bin/Debug/net10.0/AppHost.dll ] || [ "$(listed)" != "$(cat "$built" 2>/dev/null)" ] ||
  [ -n "$(sources -newer "$built")" ]; then
  listed >"$built.new"
  # No reusable build nodes: every process that run.sh starts ends with it.
  dotnet build AppHost --nologo --nodereuse:false -p:RunAnalyzers=false || fail 'the build failed: see the lines above'
  mv "$built.new" "$built"
fi
