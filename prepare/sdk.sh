# The .NET SDK that global.json asks for.

has dotnet || fail "no .NET SDK on PATH: install .NET SDK 10.0.4xx (https://dot.net/download)"
if ! (cd "$root" && dotnet --version) >/dev/null 2>&1; then
  found=$(cd / && dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | paste -sd' ' -)
  fail "the .NET SDK here is ${found:-missing}, global.json asks for 10.0.400 or a later 10.0: install it (https://dot.net/download)"
fi
