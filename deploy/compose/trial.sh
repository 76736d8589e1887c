#!/bin/bash
# Tries compose.yaml on a real Docker: builds the images, starts everything, sends readings by HTTP and MQTT through the
# gateway while it scales, kills each container's process with -9, restarts all one after the other, with a page open in
# Chromium; then looks for every reading that was acknowledged. Prints what it measures; exit code 1 when something was
# lost. Takes about ten minutes on two cores. As root, as it kills processes of containers.
#
#   deploy/compose/trial.sh [--keep]      --keep leaves it running at the end
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
keep=
[ "${1-}" != --keep ] || keep=yes
work=$(mktemp -d)
export COMPOSE_PROJECT_NAME=isotherm-trial ISOTHERM_HTTP=${ISOTHERM_HTTP:-18080} ISOTHERM_MQTT=${ISOTHERM_MQTT:-11883}
export ISOTHERM_INGEST_UNKNOWN=auto
PYTHONPATH=$(sh "$repository/bin/python.sh")
export PYTHONPATH
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}
export CHROMIUM
[ -d "$repository/web/node_modules/playwright-core" ] || { echo "the page is driven by playwright-core: (cd web && npm ci) first" >&2; exit 2; }
senders='' page=''

compose() { docker compose -f "$here/compose.yaml" "$@"; }
say() { printf '%s  %s\n' "$(date +%T)" "$*"; }
now() { date +%s%N; }
took() { awk -v ns="$(($(now) - $1))" 'BEGIN { printf "%.1f s", ns / 1e9 }'; }
answers() { [ "$(curl -s -o /dev/null -w '%{http_code}' -m 5 --noproxy '*' "http://127.0.0.1:$ISOTHERM_HTTP$1")" = 200 ]; }
containers() { compose ps -q "$@"; }
acknowledged() { cat "$work"/*.acknowledged 2>/dev/null | wc -l; }

finish() {
  [ -z "$senders" ] || kill "$senders" 2>/dev/null || true
  [ -z "$page" ] || kill "$page" 2>/dev/null || true
  if [ -z "$keep" ]; then
    compose down -v --timeout 5 >/dev/null 2>&1 || true
    rm -rf "$work"
  else
    echo "left running; what was sent: $work"
  fi
}
trap finish EXIT

# Waits until every container of the services is healthy again.
healthy() {
  local began deadline id
  began=$(now) deadline=$(($(date +%s) + 180))
  for id in $(containers "$@"); do
    until [ "$(docker inspect -f '{{.State.Health.Status}}' "$id")" = healthy ]; do
      [ "$(date +%s)" -lt "$deadline" ] || { say "not healthy: $*"; docker logs --tail 20 "$id"; return 1; }
      sleep 0.5
    done
  done
  took "$began"
}

# Kills the process in container $1 as a crash would, so that Docker starts it again, and waits until it is back.
crash() {
  local id=$1 name restarts before
  name=$(docker inspect -f '{{.Name}}' "$id")
  restarts=$(docker inspect -f '{{.RestartCount}}' "$id")
  before=$(acknowledged)
  kill -9 "$(docker inspect -f '{{.State.Pid}}' "$id")"
  until [ "$(docker inspect -f '{{.RestartCount}}' "$id")" -gt "$restarts" ]; do sleep 0.2; done
  until [ "$(docker inspect -f '{{.State.Health.Status}}' "$id")" = healthy ]; do sleep 0.5; done
  until [ "$(acknowledged)" -gt "$before" ]; do sleep 0.2; done
  say "killed ${name#/}: healthy again; $(($(acknowledged) - before)) readings acknowledged meanwhile"
}

say "images"
began=$(now)
compose build -q
say "built in $(took "$began")"
docker image ls --format '  {{.Repository}}:{{.Tag}}  {{.Size}}' | grep -E '^  isotherm(-web)?:local ' || true

say "up"
began=$(now)
compose up -d --quiet-pull >"$work/up.log" 2>&1 || { cat "$work/up.log"; exit 1; }
until answers /; do sleep 0.2; done
say "the page answers $(took "$began") after 'docker compose up -d'"
compose run --rm -T secrets show >"$work/token" 2>/dev/null
grep -qE '^[0-9a-f]{64}$' "$work/token"
for service in ingest live worker; do
  id=$(containers "$service")
  began=$(date -d "$(docker inspect -f '{{.State.StartedAt}}' "$id")" +%s%N)
  ready=$(date -d "$(docker logs -t "$id" 2>/dev/null | sed -n 's/ Isotherm is ready.*//p' | head -n 1)" +%s%N)
  say "start of $service: ready $(((ready - began) / 1000000)) ms after its container"
done
say "memory: $(docker stats --no-stream --format '{{.Name}} {{.MemUsage}}' $(containers) | sed 's/isotherm-trial-//; s| / .*||' | tr '\n' ';')"

# The page of the gateway has the headers of the server's own.
headers() { grep -iE '^(content-security-policy|x-content-type|x-frame|referrer|cross-origin|permissions)' | tr -d '\r' | sed 's/[A-Za-z0-9._-]*:[0-9]\{2,5\}/HOST/g' | sort; }
curl -s -D - -o /dev/null --noproxy '*' "http://127.0.0.1:$ISOTHERM_HTTP/" | headers >"$work/headers.gateway"
curl -s -D - -o /dev/null --noproxy '*' "http://127.0.0.1:$ISOTHERM_HTTP/api/v1/status" | headers >"$work/headers.server"
diff "$work/headers.gateway" "$work/headers.server" && say "the gateway's page has the server's security headers"

python3 "$here/trial.py" send "$work" "$ISOTHERM_HTTP" "$ISOTHERM_MQTT" &
senders=$!
until [ "$(acknowledged)" -gt 200 ]; do sleep 0.2; done
node "$here/trial-page.mjs" "$work" "$ISOTHERM_HTTP" >"$work/page.log" 2>&1 &
page=$!
until [ -e "$work/page-open" ]; do
  kill -0 "$page" 2>/dev/null || { cat "$work/page.log"; exit 1; }
  sleep 0.2
done
say "the page is open in Chromium and shows what is sent"

began=$(now)
compose up -d --no-recreate --scale ingest=2 --scale live=3 >"$work/scale.log" 2>&1
healthy ingest live >/dev/null
say "scaled to ingest=2, live=3, healthy after $(took "$began")"
sleep 5

scaled=(--scale ingest=2 --scale live=3)
for service in ingest live worker mongo redis web; do
  crash "$(containers "$service" | head -n 1)"
  sleep 3
done

say "rolling restart, one container after the other"
began=$(now)
for service in worker ingest live web; do
  for id in $(containers "$service"); do
    docker restart -t 45 "$id" >/dev/null
    until [ "$(docker inspect -f '{{.State.Health.Status}}' "$id")" = healthy ]; do sleep 0.5; done
  done
done
say "restarted in $(took "$began"); $(acknowledged) readings acknowledged so far"

began=$(now)
compose up -d --force-recreate --no-deps "${scaled[@]}" ingest live worker >"$work/recreate.log" 2>&1
healthy ingest live worker >/dev/null
say "new containers of ingest, live and worker at once (as for a new version), healthy after $(took "$began")"
sleep 5

touch "$work/stop"
wait "$senders"
senders=''
final=$(($(date +%s%N) / 1000000 + 1000))
curl -sf --noproxy '*' --retry 30 --retry-all-errors --retry-delay 1 -H "Authorization: Bearer $(cat "$work/token")" -H 'Content-Type: application/json' \
  -d "{\"sensor\":\"trial/http-0\",\"time\":$final,\"value\":77.7}" "http://127.0.0.1:$ISOTHERM_HTTP/api/v1/readings"
echo "trial/http-0 $final 77.7" >>"$work/http.acknowledged"
touch "$work/stop-page"
wait "$page" || cat "$work/page.log"
page=''
code=0
say "page: $(cat "$work/page.json")"
grep -q '"signInsAsked":0.*"shownLast":true' "$work/page.json" || code=1
result=$(python3 "$here/trial.py" count "$work" "$ISOTHERM_HTTP") || code=1
say "readings: $result"
[ "$code" = 0 ] && say "nothing was lost" || say "NOT in order"
exit "$code"
