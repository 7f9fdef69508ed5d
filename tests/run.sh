#!/usr/bin/env bash
# The test command: format, build and every test project, on SQLite and PostgreSQL, in a real browser.
#   bash tests/run.sh
# Installs what is missing (Debian), starts a PostgreSQL of its own, and ends with "N passed, N failed".
# With CI=true a skipped test counts as an error.
set -euo pipefail
exec </dev/null     # nothing here may wait for an answer
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
export MSBUILDDISABLENODEREUSE=1        # a build node that stays would keep our output open
export no_proxy="127.0.0.1,localhost,${no_proxy-}" NO_PROXY="127.0.0.1,localhost,${NO_PROXY-}"
unset ASPNETCORE_ENVIRONMENT ASPNETCORE_URLS DOTNET_ENVIRONMENT EfDesign JobEngine

work=$(mktemp -d /tmp/contenthub-run-XXXXXX)      # not TMPDIR: the postgres user must be able to enter it
chmod 755 "$work"
postgres_started=

say() { printf '\n== %s\n' "$*"; }
fail() { printf '\nFAILED: %s\n' "$*" >&2; exit 1; }

clean_up() {
  [[ -z $postgres_started ]] || as_postgres "$pg_bin/pg_ctl" -D "$work/postgres" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# ---- what the tests need ----

find_pg_bin() { pg_bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1); [[ -n $pg_bin && -x $pg_bin/initdb ]]; }

packages=()
has() { command -v "$1" >/dev/null 2>&1; }
has chromium || packages+=(chromium fonts-liberation fonts-noto-core)
find_pg_bin || packages+=(postgresql)
has vipsthumbnail || packages+=(libvips-tools)
has node && has npm || packages+=(nodejs npm)
has curl || packages+=(curl)

has dotnet || fail "needs: the .NET SDK of global.json is not installed (https://dotnet.microsoft.com/download)"

if ((${#packages[@]})); then
  say "Installing ${packages[*]}"
  has apt-get || fail "needs: install ${packages[*]} (there is no apt-get here to do it with)"
  root=()
  if ((EUID != 0)); then
    has sudo && sudo -n true 2>/dev/null || fail "needs: install them as root: apt-get install --no-install-recommends ${packages[*]}"
    root=(sudo -n)
  fi
  install() { "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >"$work/apt.log" 2>&1; }
  "${root[@]}" apt-get update -qq >"$work/apt-update.log" 2>&1 || true    # one broken source need not matter
  install || { cat "$work/apt-update.log" "$work/apt.log" >&2; fail "needs: apt-get could not install ${packages[*]}"; }
  find_pg_bin || fail "needs: PostgreSQL was installed, but there is no /usr/lib/postgresql/*/bin/initdb"
fi

say "Other people's clients (tests/node)"
(cd tests/node && npm ci --silent --no-audit --no-fund --prefer-offline) || fail "npm ci in tests/node"

# ---- a PostgreSQL of our own, on loopback, durable as in production (fsync stays on) ----

say "PostgreSQL ($pg_bin)"
as_postgres() {      # PostgreSQL refuses to run as root
  if ((EUID == 0)); then (cd "$work" && runuser -u postgres -- "$@"); else (cd "$work" && "$@"); fi
}
free_port() { node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'; }

password=$(node -p 'require("crypto").randomBytes(12).toString("hex")')
mkdir "$work/postgres"
(umask 077; printf '%s' "$password" >"$work/password")
((EUID != 0)) || chown postgres "$work/postgres" "$work/password"
as_postgres "$pg_bin/initdb" -D "$work/postgres" -U contenthub -A scram-sha-256 --pwfile="$work/password" --encoding=UTF8 --locale=C.UTF-8 >"$work/initdb.log" 2>&1 \
  || { cat "$work/initdb.log" >&2; fail "PostgreSQL: initdb"; }

for _ in 1 2 3; do      # another program may take the port between asking and using
  port=$(free_port)
  if as_postgres "$pg_bin/pg_ctl" -D "$work/postgres" -w -t 60 -l "$work/postgres/server.log" \
      -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=300" start >/dev/null 2>&1; then
    postgres_started=1
    break
  fi
done
[[ -n $postgres_started ]] || { cat "$work/postgres/server.log" >&2; fail "PostgreSQL: start"; }
export CONTENTHUB_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=contenthub;Password=$password;Database=postgres"

# ---- format and build ----

say "Restore"
dotnet restore ContentHub.sln --verbosity quiet || fail "restore"

say "Format"
dotnet format ContentHub.sln --verify-no-changes --no-restore || fail "format: run 'dotnet format ContentHub.sln'"

say "Build"
dotnet build ContentHub.sln -c Release --no-restore --verbosity quiet || fail "build"

hangfire=src/ContentHub.Jobs.Hangfire/ContentHub.Jobs.Hangfire.csproj
if [[ -f $hangfire ]]; then
  if timeout 120 dotnet restore "$hangfire" --verbosity quiet >"$work/hangfire.log" 2>&1; then
    dotnet build "$hangfire" -c Release --no-restore --verbosity quiet || fail "build of $hangfire"
  elif grep -qE 'NU110[123]|NU1301' "$work/hangfire.log"; then
    echo "ContentHub.Jobs.Hangfire was not built: the package registry does not serve its packages ($(grep -oE 'NU110[123]|NU1301' "$work/hangfire.log" | head -1))."
  else
    cat "$work/hangfire.log" >&2
    fail "restore of $hangfire"
  fi
fi

# ---- the published server starts from an empty folder ----

say "Published server"
dotnet publish src/ContentHub.Server -c Release -o "$work/published" --verbosity quiet || fail "publish"
port=$(free_port)
started=$(date +%s%3N)
(cd "$work" && ASPNETCORE_ENVIRONMENT=Production Storage__DataDirectory="$work/published-data" exec "$work/published/ContentHub.Server" --urls "http://127.0.0.1:$port" >"$work/published.log" 2>&1) &
published=$!
until [[ $(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/health/ready") == 200 ]]; do
  kill -0 "$published" 2>/dev/null || { cat "$work/published.log" >&2; fail "the published server ended"; }
  (($(date +%s%3N) - started < 60000)) || { cat "$work/published.log" >&2; fail "the published server was not ready in 60 s"; }
  sleep 0.02
done
echo "ready after $(($(date +%s%3N) - started)) ms"
kill -TERM "$published" && wait "$published" || fail "the published server did not stop by itself (exit code $?)"

# ---- tests ----

total=0 passed=0 failed=0 broken=()
count() { grep -o '<Counters [^>]*' "$1" | grep -o " $2=\"[0-9]*\"" | grep -o '[0-9]*'; }

for project in tests/*.Tests/*.Tests.csproj; do
  name=$(basename "$project" .csproj)
  say "$name"
  code=0
  dotnet test "$project" -c Release --no-build --logger "trx;LogFileName=$name.trx" --results-directory "$work/results" \
    --blame-hang-timeout 5m --blame-hang-dump-type none || code=$?

  results="$work/results/$name.trx"
  if [[ ! -f $results ]]; then
    # A project without a test writes no results and ends well.
    ((code == 0)) || broken+=("$name gave no results")
    continue
  fi
  of_project_failed=$(count "$results" failed)
  total=$((total + $(count "$results" total)))
  passed=$((passed + $(count "$results" passed)))
  failed=$((failed + of_project_failed))
  ((code == 0 || of_project_failed > 0)) || broken+=("$name was broken off (exit code $code)")
done

skipped=$((total - passed - failed))
((total > 0)) || broken+=("no test ran")
[[ ${CI-} != true ]] || ((skipped == 0)) || broken+=("$skipped skipped: in CI every test must run")

echo
for reason in "${broken[@]+"${broken[@]}"}"; do echo "FAILED: $reason" >&2; done
summary="$passed passed, $failed failed"
((skipped == 0)) || summary+=", $skipped skipped"
echo "$summary"
((failed == 0 && ${#broken[@]} == 0))
