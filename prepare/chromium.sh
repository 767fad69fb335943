# A browser for the tests: CHROMIUM, else the one on PATH, else apt's, installed when we may.

find_chromium() {
  local name
  for name in chromium chromium-browser google-chrome; do
    if has "$name"; then command -v "$name" && return; fi
  done
  return 1
}

install_chromium() (
  remedy="install chromium, or set CHROMIUM to the browser's program"
  [ "$(id -u)" = 0 ] && has apt-get || fail "no browser for the tests: $remedy"
  temporary_folder "$artifacts"
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq -y --no-install-recommends install chromium >"$work/log" 2>&1 </dev/null ||
    { apt-get -qq update && apt-get -qq -y --no-install-recommends install chromium; } >"$work/log" 2>&1 </dev/null ||
    fail "no browser for the tests, and apt cannot install one ($(cause "$work/log")): $remedy"
)

if [ -n "${CHROMIUM-}" ]; then
  [ -x "$CHROMIUM" ] || fail "CHROMIUM is '$CHROMIUM', which is no program: set it to a Chromium or Chrome, or not at all"
  announce browser "$CHROMIUM (CHROMIUM is set)"
elif ! browser=$(find_chromium); then
  install_chromium || exit 1
  announce browser "apt's chromium, installed (none was here)"
fi
