#!/bin/sh
# Tests what './isotherm package --folder' made: $1 is the folder. Starts it elsewhere, in a folder with a blank in its
# name and without any other Java, and prints "ok" or "not ok" for each promise; exit code 1 when one is broken.
set -u

work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP
broken=0
OPTIONS=
folder="$work/a folder/isotherm"
mkdir -p "$work/a folder" "$work/path" "$work/home"
cp -Rp "$1" "$folder"
# Every program but a Java.
for program in sh env dirname readlink getconf sed uname head grep; do
  ln -s "$(command -v "$program")" "$work/path/$program"
done

check() {
  promise=$1
  shift
  if "$@" >"$work/check" 2>&1; then
    echo "ok - $promise"
  else
    broken=$((broken + 1))
    echo "not ok - $promise"
    sed 's/^/   /' "$work/check" "$work/err"
  fi
}

launch() { env -i PATH="$work/path" HOME="$work/home" ISOTHERM_JAVA_OPTS="$OPTIONS" "$@"; }

# Starts the server with the rest as its settings; its address goes into url.
start() {
  : >"$work/out"
  (cd "$work/home" && exec env -i PATH="$work/path" HOME="$work/home" ISOTHERM_JAVA_OPTS="$OPTIONS" \
    "$folder/bin/isotherm" "$@") >"$work/out" 2>"$work/err" </dev/null &
  pid=$!
  tries=0
  until grep -q 'http://' "$work/out" || [ "$tries" -ge 600 ] || ! kill -0 "$pid" 2>/dev/null; do
    tries=$((tries + 1))
    sleep 0.05
  done
  url=$(sed -n 's|.*\(http://[^ /]*\).*|\1|p' "$work/out" | head -n 1)
}

end() {
  kill -TERM "$pid" 2>/dev/null
  wait "$pid"
  code=$?
  pid=
}

fetch() { curl -sS -f -m 10 --noproxy '*' "$@"; }
is_page() { fetch "$url/" | grep -q '<div id="root">'; }
takes_reading() {
  fetch -H 'Content-Type: application/json' -d '{"sensor":"tried/air","value":4.25}' "$url/api/v1/readings" &&
    fetch "$url/api/v1/latest" | grep -q '4\.25'
}
speaks_natively() { grep -q 'transport=native' "$work/err"; }
unpacks_nothing() { ! find "$work/home" -name '*.so' | grep .; }
healthy() { launch "$folder/bin/isotherm" health --http-port "${url##*:}"; }
unhealthy() { ! launch "$folder/bin/isotherm" health --http-port 1; }
ended_well() { [ "$code" = 0 ] || { echo "exit code $code"; false; }; }
# What Java says when it uses the cache: the class comes from the file, not from the jar.
uses_cache() { grep -q 'io\.isotherm\.Isotherm source: shared objects file' "$work/home/classes"; }
has_licences() {
  for part in LICENSE licences/page/react runtime/legal/java.base sbom/server.cdx.json sbom/page.cdx.json sbom/java.cdx.json; do
    [ -e "$folder/$part" ] || { echo "$part is missing"; return 1; }
  done
}
lists_parts() {
  for library in "$folder"/lib/*.jar; do
    name=$(basename "$library" .jar)
    case $name in isotherm-*) continue ;; esac
    name=$(echo "$name" | sed 's/-[0-9][0-9.]*.*//')
    grep -q "\"name\" : \"$name\"" "$folder/sbom/server.cdx.json" || { echo "$name is in no list"; return 1; }
  done
}
idle_memory() {
  [ -r "/proc/$pid/status" ] || return 0
  memory=$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status")
  echo "$memory kB"
  [ "$memory" -lt 200000 ]
}

OPTIONS="-Djava.io.tmpdir=$work/home -Xlog:class+load:file=$work/home/classes"
start run --http-port 0 --mqtt-port auto --data data
check "it starts with its own Java, and says where" test -n "$url"
check "the cache for a quick start is good elsewhere" uses_cache
check "it has the page" is_page
check "a reading is taken in and shown" takes_reading
check "it says that it is healthy" healthy
check "the network is native" speaks_natively
check "no library is unpacked" unpacks_nothing
check "idle it takes less than 200 MB" idle_memory
OPTIONS=
end
check "it ends as it is asked to" ended_well
check "where no server is, health says no" unhealthy
check "it carries the licences of its parts" has_licences
check "every library is in the list of parts" lists_parts

rm -rf "$folder/runtime" "$folder/isotherm.aot"
printf '#!/bin/sh\necho "openjdk version \\"21.0.1\\"" >&2\n' >"$work/path/java"
chmod +x "$work/path/java"
says_too_old() {
  ! launch "$folder/bin/isotherm" --version >"$work/out" 2>&1 || return 1
  grep 'needs Java 25 or newer.* is 21' "$work/out" || { cat "$work/out"; false; }
}
check "without its Java it says which one it needs" says_too_old

[ "$broken" = 0 ]
