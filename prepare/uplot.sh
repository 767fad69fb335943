# uPlot, which draws the charts of the system map: npm's package, of a pinned version and hash. Without it the map shows its tables.

uplot=$artifacts/tools/uplot

unpack_uplot() (
  remedy="the system map has no charts until it can"
  has npm || fail "uPlot needs npm, which comes with Node.js: $remedy"
  temporary_folder "$artifacts"
  mkdir "$work/uplot" && cp "$root"/prepare/uplot/package*.json "$work/uplot"
  # npm compares the package with its hash in the lock file.
  (cd "$work/uplot" && npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel error --prefer-offline) \
    >"$work/log" 2>&1 || fail "npm cannot fetch uPlot ($(cause "$work/log")): $remedy"
  rm -rf "$uplot"
  move_into_place "$work/uplot" "$uplot"
)

if ! has node; then
  announce uplot "none: without Node.js, the system map has tables and no charts"
elif ! cmp -s "$root/prepare/uplot/package-lock.json" "$uplot/package-lock.json"; then
  # Everything else runs without it, so a failure ends neither ./run.sh nor ./test.sh.
  if unpack_uplot; then announce uplot "1.6.32 from npm, unpacked into $uplot"; fi
fi
