#!/bin/sh
# Checks the files in deploy/ without starting anything: what their own tools say of them. Prints "ok", "not ok" or
# "skipped" for each; exit code 1 when one is wrong. The images and compose files are started by deploy/compose/trial.sh.
# shellcheck disable=SC2317 # check calls what it is given
set -u

home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP
broken=0
cd "$home" || exit 1

check() {
  promise=$1
  shift
  if "$@" >"$work/check" 2>&1; then
    echo "ok - $promise"
  else
    broken=$((broken + 1))
    echo "not ok - $promise"
    sed 's/^/   /' "$work/check"
  fi
}

# $1 is a program without which $2 is not checked.
have() {
  command -v "$1" >/dev/null 2>&1 && return 0
  echo "skipped - $2: there is no $1"
  return 1
}

# --- Services of systemd
if have systemd-analyze "the service of systemd"; then
  # Its program need not be installed here.
  mkdir -p "$work/units"
  sed "s|^ExecStart=[^ ]*|ExecStart=/bin/true|" deploy/systemd/isotherm.service >"$work/units/isotherm.service"
  verified() { [ -z "$(systemd-analyze verify "$work/units/isotherm.service" 2>&1 | tee "$work/verify")" ] || { cat "$work/verify"; false; }; }
  check "systemd understands the service" verified
  confined() {
    systemd-analyze security --offline=true --threshold=25 "$work/units/isotherm.service" >"$work/security" 2>&1 || { tail -n 5 "$work/security"; false; }
  }
  check "systemd calls the service well confined (exposure of 2.5 at most)" confined
fi

# --- Images
hadolint=$(sh bin/hadolint.sh 2>"$work/err") || echo "skipped - the Dockerfile: $(cat "$work/err")"
[ -z "$hadolint" ] || check "hadolint has nothing to say of the Dockerfile" "$hadolint" deploy/docker/Dockerfile
# What the build copies is there.
copied() {
  missing=0
  for source in $(sed -n '/--from=/!s/^COPY \(--[^ ]* \)*//p' deploy/docker/Dockerfile | sed 's/ [^ ]*$//'); do
    [ -e "$source" ] || { echo "$source is not there" && missing=1; }
  done
  [ "$missing" = 0 ]
}
check "all that the Dockerfile copies is there" copied

# --- The gateway, with servers that do not exist and a certificate that does
PATH=$PATH:/usr/sbin
if have nginx "nginx of the gateway" && have bash "nginx of the gateway" && have openssl "nginx of the gateway"; then
  cp deploy/docker/web/* "$work/"
  mkdir -p "$work/tls"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost -keyout "$work/tls/tls.key" -out "$work/tls/tls.crt" 2>/dev/null
  sed -i.old "s|/etc/isotherm/|$work/|; s|/tmp/isotherm|$work/run|" "$work/nginx.conf" "$work/isotherm.conf" "$work/gateway"
  # Where this nginx has no balancer of connections, the rest is checked all the same.
  module=/usr/lib/nginx/modules/ngx_stream_module.so
  mqtt=127.0.0.1:1883
  nginx -V 2>&1 | grep -q 'with-stream\( \|$\)' || [ -e "$module" ] || mqtt=
  if [ -e "$module" ]; then
    sed -i.old "s|^load_module .*|load_module $module;|" "$work/nginx.conf"
  else
    sed -i.old '/^load_module /d' "$work/nginx.conf"
  fi
  chmod +x "$work/gateway" "$work/answers"
  gateway() {
    env PATH="$work:$PATH" ISOTHERM_NGINX="$work/nginx.conf" ISOTHERM_TLS="$work/tls" ISOTHERM_MQTT="$mqtt" \
      ISOTHERM_TRUSTED_PROXIES="10.0.0.0/8,::1" \
      ISOTHERM_INGEST="$1" ISOTHERM_LIVE="$2" bash "$work/gateway" check
  }
  check "nginx understands the gateway's configuration" gateway 127.0.0.1:1,127.0.0.1:2 '[::1]:3'
  check "a name that is not found is no reason to end" gateway nowhere.invalid:8080 nowhere.invalid:8080
  # The first look-up finds it, the second one nothing, as when the name server is slow.
  remembers() {
    printf '#!/bin/sh\n[ "$2" = known.invalid ] && echo "127.0.0.9 STREAM"\n' >"$work/getent"
    chmod +x "$work/getent"
    gateway known.invalid:8080 127.0.0.1:2 || return 1
    printf '#!/bin/sh\nexit 2\n' >"$work/getent"
    gateway known.invalid:8080 127.0.0.1:2 && rm "$work/getent" && grep -q 'server 127.0.0.9:8080' "$work/run/upstreams.conf"
  }
  check "a name server that says nothing for a moment takes no server away" remembers
  refuses() { ! gateway 'http://ingest:8080' live:8080 >"$work/said" 2>&1 && grep -q 'servers are written as HOST:PORT' "$work/said"; }
  check "what is no server is refused with a reason" refuses
  gateway 127.0.0.1:1 127.0.0.1:2 >/dev/null 2>&1
  headers_as_served() {
    missing=0
    for header in Content-Security-Policy X-Content-Type-Options X-Frame-Options Referrer-Policy Cross-Origin-Opener-Policy \
      Cross-Origin-Resource-Policy Permissions-Policy; do
      grep -q "\"$header\"" "$home/server/src/main/java/io/isotherm/http/SecurityHeaders.java" && grep -q "^add_header $header " deploy/docker/web/headers.conf ||
        { echo "$header is not in both" && missing=1; }
    done
    [ "$missing" = 0 ]
  }
  check "the gateway's page has the same security headers as the server's" headers_as_served
fi

# --- Compose files
if [ -d web/node_modules/yaml ] && have node "the compose files"; then
  # Every file is YAML, what is mounted is there, who waits for whom is there, and every setting is one.
  check "the compose files hang together" node tests/compose.mjs
else
  echo "skipped - the compose files: the page's libraries are not there (./isotherm test --web fetches them)"
fi

[ "$broken" = 0 ]
