# Aspire's own orchestrator and dashboard, which the source in Offline/ drives; the packages bring theirs along.

bundle=$artifacts/aspire/bundle

unpack_bundle() (
  workplace "$artifacts"
  package=@microsoft/aspire-cli-$(platform osx)@$aspire
  npm_unpack "$package" "the feed lacks Aspire" "use a feed that has Aspire's packages (./run.sh --prepare --again looks anew)"
  # Its set-up lays the bundle out two folders above the binary, and writes into HOME.
  mkdir -p "$work/home" "$work/out/bin"
  mv "$work/package/bin/aspire" "$work/out/bin/aspire"
  HOME=$work/home "$work/out/bin/aspire" setup --non-interactive >"$work/log" 2>&1 </dev/null ||
    fail "aspire setup failed ($(cause "$work/log")): is there 1 GB of disk left?"
  mkdir "$work/bundle"
  mv "$(cd "$work/out/bundle/dcp" && pwd -P)" "$(cd "$work/out/bundle/managed" && pwd -P)" "$work/bundle"
  [ -x "$work/bundle/dcp/dcp" ] && [ -x "$work/bundle/managed/aspire-managed" ] || fail "$package is laid out otherwise than expected: pin another version"
  settle "$work/bundle" "$bundle"
)

if [ "$AspireSource" = offline ] && ! { [ -x "$bundle/dcp/dcp" ] && [ -x "$bundle/managed/aspire-managed" ]; }; then
  rm -rf "$bundle"
  unpack_bundle || exit 1
  chose bundle "DCP and the dashboard $aspire, unpacked from npm into artifacts/aspire"
fi
