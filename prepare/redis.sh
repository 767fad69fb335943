# Redis: redis-server or valkey-server on PATH, else apt's package, unpacked and not installed.

# The packages that apt would install for redis-server here, with options for apt in the arguments.
redis_packages() {
  apt-get "$@" -qq --print-uris --no-install-recommends install redis-server 2>"$work/log" |
    awk '{ split($2, part, "_"); print part[1] }'
}

unpack_redis() (
  remedy="install redis-server or valkey-server (for instance: apt-get install redis-server, brew install redis)"
  has apt-get && has dpkg || fail "no Redis here: $remedy"
  temporary_folder "$servers"
  mkdir -p "$work/debs" "$work/lists/partial" "$work/cache/archives/partial" "$work/redis/root"
  options=(-o Debug::NoLocking=1)
  packages=$(redis_packages "${options[@]}")
  if [ -z "$packages" ] || ! (cd "$work/debs" && apt-get "${options[@]}" -qq download $packages) >"$work/log" 2>&1; then
    # The machine's package lists are missing or old: read new ones into a folder of our own.
    options+=(-o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User=)
    apt-get "${options[@]}" -o APT::Update::Error-Mode=any -qq update >"$work/log" 2>&1 ||
      fail "no Redis here, and apt cannot read its lists ($(cause "$work/log")): $remedy"
    packages=$(redis_packages "${options[@]}")
    [ -n "$packages" ] || fail "no Redis here, and apt knows none: $remedy"
    (cd "$work/debs" && apt-get "${options[@]}" -qq download $packages) >"$work/log" 2>&1 ||
      fail "no Redis here, and apt cannot fetch it ($(cause "$work/log")): $remedy"
  fi
  for deb in "$work"/debs/*.deb; do dpkg -x "$deb" "$work/redis/root" || fail "cannot unpack ${deb##*/}: is the disk full?"; done
  for program in redis-server redis-cli; do
    cat >"$work/redis/$program" <<'SCRIPT'
#!/bin/sh
# A program of Debian's Redis packages, run where it was unpacked, with the libraries that came with it.
here=$(cd "$(dirname "$0")" && pwd)/root
libraries=$(echo "$here"/usr/lib/*-linux-gnu*):$(echo "$here"/lib/*-linux-gnu*)
LD_LIBRARY_PATH=$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} exec "$here/usr/bin/${0##*/}" "$@"
SCRIPT
  done
  chmod -R a+rX "$work/redis" && chmod 755 "$work/redis/redis-server" "$work/redis/redis-cli"
  "$work/redis/redis-server" --version >"$work/log" 2>&1 || fail "apt's Redis does not run unpacked ($(cause "$work/log")): $remedy"
  move_into_place "$work/redis" "$servers/tools/redis"
)

if has redis-server; then
  announce redis "$(command -v redis-server) (on PATH)"
elif has valkey-server; then
  announce redis "$(command -v valkey-server) (on PATH)"
elif { [ ! -x "$servers/tools/redis/redis-server" ] || [ ! -x "$servers/tools/redis/redis-cli" ]; } && ! containers; then
  rm -rf "$servers/tools/redis"
  unpack_redis || exit 1
  announce redis "apt's, unpacked into $servers/tools/redis (none is on PATH)"
fi
