# Azurite, the emulator of Azure Storage: npm's packages, of pinned versions and hashes. Without Node.js, pictures cannot be uploaded;
# everything else runs.

azurite=$servers/tools/azurite

unpack_azurite() (
  remedy="pictures cannot be uploaded until it can"
  has npm || fail "Azurite needs npm, which comes with Node.js: $remedy"
  temporary_folder "$servers"
  mkdir "$work/azurite" && cp "$root"/prepare/azurite/package*.json "$work/azurite"
  # npm compares each package with its hash in the lock file.
  (cd "$work/azurite" && npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel error --prefer-offline) \
    >"$work/log" 2>&1 || fail "npm cannot fetch Azurite ($(cause "$work/log")): $remedy"
  chmod -R a+rX "$work/azurite"
  rm -rf "$azurite"
  move_into_place "$work/azurite" "$azurite"
)

if ! has node; then
  announce azurite "none: without Node.js, pictures cannot be uploaded"
elif ! cmp -s "$root/prepare/azurite/package-lock.json" "$azurite/package-lock.json" && ! containers; then
  # Everything else runs without it, so a failure ends neither ./run.sh nor ./test.sh.
  if unpack_azurite; then announce azurite "3.35.0 from npm, unpacked into $azurite"; fi
fi
