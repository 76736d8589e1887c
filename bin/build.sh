# shellcheck shell=sh disable=SC2154,SC3013 # variables of ./isotherm; -nt is in POSIX since 2024, and was in every shell before
# Builds the program when it is older than its sources; sourced by ./isotherm, which sets home. POSIX sh.
# target/built.stamp is as old as the start of the last good build, and says whether the page is in it.

. "$home/bin/java-flags.sh"

target=$home/target
stamp=$target/built.stamp
log=$target/build.log
lock=$target/build.lock
# Where libraries lie that are no Java; empty: in the jars.
native=
jar=$home/server/target/isotherm-server.jar
aot=$home/server/target/isotherm.aot

say() { printf '%s\n' "$*" >&2; }

# Shows $1 as what is being done now, on a terminal only; it takes the place of what was there.
progress() { [ ! -t 2 ] || printf '\r\033[K%s' "${1:+Isotherm: $1}" >&2; }

has_page_sources() { [ -f "$home/web/package.json" ]; }

# Whether there is Node 20 or newer, with npm.
has_node() {
  command -v npm >/dev/null 2>&1 || return 1
  node_major=$(node --version 2>/dev/null | sed -n 's/^v\([0-9][0-9]*\).*/\1/p')
  [ "${node_major:-0}" -ge 20 ]
}

say_no_node() {
  say "Isotherm: the page needs Node 20 or newer (with npm) to be built, and there is none; the API, MQTT and storage work without it."
}

say_unwritable() {
  say "Isotherm: cannot write to $target: build as the owner of that folder, or give it to this user."
}

# A change of a folder counts too: a file was removed from it or renamed.
needs_build() {
  [ -f "$stamp" ] && [ -f "$jar" ] && [ -d "$home/server/target/lib" ] || return 0
  changed=$(cd "$home" && find pom.xml .mvn bin ./*/pom.xml ./*/src/main web/src web/public web/index.html web/*.json \
    web/*.ts -newer "$stamp" -print 2>/dev/null | head -n 1)
  [ -z "$changed" ] || return 0
  [ "$(cat "$stamp")" = no-page ] && has_page_sources && has_node
}

# Whether a quick start is to be prepared: the cache is of another jar, and it did not fail for this one.
needs_training() {
  ! [ "$aot" -nt "$jar" ] && ! [ "$aot.failed" -nt "$jar" ] && [ -w "${jar%/*}" ]
}

ensure_built() {
  if ! needs_build && ! needs_training; then
    [ "$(cat "$stamp")" = page ] || ! has_page_sources || say_no_node
    return 0
  fi
  take_lock || return 1
  built=0
  # Another start may have built it while this one waited.
  if needs_build; then
    maven "building" -pl server -am -Dmaven.test.skip=true package || built=1
  fi
  if [ "$built" = 0 ] && needs_training; then
    train
  fi
  progress ''
  drop_lock
  return "$built"
}

# Runs Maven with the arguments after $1, its output into the log. Only a good end leaves a stamp.
maven() {
  doing=$1
  shift
  if ! { mkdir -p "$target" && : >"$log"; } 2>/dev/null; then
    say_unwritable
    return 1
  fi
  page=no-page
  if ! has_page_sources; then
    set -- -Dweb.skip "$@"
  elif has_node; then
    page=page
  else
    say_no_node
    rm -rf "$home/server/target/classes/web"
    set -- -Dweb.skip "$@"
  fi
  [ -t 2 ] || say "Isotherm: $doing; this takes a minute or so (log: $log)"
  rm -f "$stamp"
  if [ -e "$stamp.new" ]; then
    # The last build was cut off, perhaps while it wrote a class; Maven would take that for done.
    rm -rf "$home"/*/target/classes "$home"/*/target/test-classes
  fi
  printf '%s\n' "$page" >"$stamp.new"
  began=$(date +%s)
  (cd "$home" && exec ./mvnw -B "$@") >"$log" 2>&1 </dev/null &
  child=$!
  while kill -0 "$child" 2>/dev/null; do
    progress "$doing: $(phase), $(($(date +%s) - began)) s"
    pause
  done
  wait "$child"
  result=$?
  child=
  progress ''
  if [ "$result" = 0 ]; then
    mv "$stamp.new" "$stamp"
  else
    rm -f "$stamp.new"
    say "Isotherm: $doing failed. What the log says:"
    # Without what Maven always says, which would fill the lines.
    grep -v -e '^\[INFO\]' -e '^\[ERROR\] *$' -e 'Re-run Maven' -e 're-run Maven' -e '\[Help ' -e 'For more information' \
      -e 'After correcting' -e 'mvn <args>' -e '^ *at ' -e '^\[ERROR\][[:space:]]*at ' "$log" |
      awk '{ line[NR] = $0 } END { for (i = 1; i <= NR; i++) if (i <= 15 || i > NR - 15) print line[i]; else if (i == 16) print "…" }' >&2
    say "The whole log: $log"
  fi
  return "$result"
}

# What Maven is doing, from the end of its log.
phase() {
  case $(tail -n 3 "$log" 2>/dev/null | tr '\n' ' ') in
    *Download*) echo "fetching libraries" ;;
    *)
      case $(grep -a '^\[INFO\] --- ' "$log" 2>/dev/null | tail -n 1) in
        *exec:*) echo "building the page" ;;
        *compile*) echo "compiling" ;;
        *surefire:*) echo "running tests" ;;
        *dependency:* | *jar:*) echo "packing" ;;
        *) echo "starting" ;;
      esac
      ;;
  esac
}

# As short as this system's sleep can.
pause() { sleep 0.2 2>/dev/null || sleep 1; }

# --- One build at a time -----------------------------------------------------------------------------------------

alive() { if [ -d /proc/self ]; then [ -d "/proc/$1" ]; else kill -0 "$1" 2>/dev/null; fi; }

take_lock() {
  mkdir -p "$target" 2>/dev/null
  told=
  without_pid=0
  until mkdir "$lock" 2>/dev/null; do
    if ! [ -d "$lock" ]; then
      say_unwritable
      return 1
    fi
    holder=$(cat "$lock/pid" 2>/dev/null)
    if [ -n "$holder" ] && alive "$holder"; then
      [ -n "$told" ] || say "Isotherm: waiting for another build (process $holder)."
      told=yes
    elif [ -n "$holder" ] || [ "$without_pid" -ge 25 ]; then
      break_lock "$holder"
    else
      # Just made, or its maker died before it could say who it was.
      without_pid=$((without_pid + 1))
    fi
    pause
  done
  echo $$ >"$lock/pid"
  trap 'interrupted 130' INT
  trap 'interrupted 143' TERM
  trap 'interrupted 129' HUP
}

# Removes the lock of a process that is gone. By way of a new name, so that of two who find it only one does; and back
# again if it has become someone else's meanwhile.
break_lock() {
  mv "$lock" "$lock.$$" 2>/dev/null || return 0
  if [ "$(cat "$lock.$$/pid" 2>/dev/null)" = "$1" ]; then
    rm -rf "$lock.$$"
  else
    mv "$lock.$$" "$lock"
  fi
}

drop_lock() {
  trap - INT TERM HUP
  rm -rf "$lock"
}

interrupted() {
  trap '' INT TERM HUP
  if [ -n "${child-}" ]; then
    kill -TERM "$child" 2>/dev/null
    wait "$child" 2>/dev/null
  fi
  [ -z "${trained_in-}" ] || rm -rf "$trained_in"
  rm -f "$aot.new"
  progress ''
  say "Isotherm: interrupted while building."
  drop_lock
  exit "$1"
}

# --- A quick start -----------------------------------------------------------------------------------------------

# Starts the server once, in a folder of its own and without this shell's settings, lets it answer and stops it; Java
# writes down which classes it used. Failing costs nothing but the second at every start that the cache would save.
train() {
  progress "preparing for a quick start"
  trained_in=$(mktemp -d) || return 0
  if ! train_in "$trained_in" >>"$log" 2>&1 || ! [ -s "$aot.new" ] || ! mv "$aot.new" "$aot"; then
    echo "No cache for a quick start was made; the program starts without." >>"$log"
    rm -f "$aot.new"
    : >"$aot.failed"
  fi
  rm -rf "$trained_in"
  trained_in=
}

train_in() {
  # shellcheck disable=SC2046 # one flag a word
  (cd "$1" && exec env -i PATH="$PATH" HOME="$1" LC_ALL="${LC_ALL-}" "$JAVA_HOME/bin/java" $(java_flags) \
    ${native:+"-Djava.library.path=$native" "-Dorg.sqlite.lib.path=$native"} "-XX:AOTCacheOutput=$aot.new" -jar "$jar" demo --http-port 0 --mqtt-port auto --data "$1/data") >"$1/out" </dev/null &
  child=$!
  tries=0
  until grep -q 'http://' "$1/out" || [ "$tries" -ge 150 ] || ! kill -0 "$child" 2>/dev/null; do
    tries=$((tries + 1))
    pause
  done
  url=$(sed -n 's|.*\(http://[^ /]*\).*|\1|p' "$1/out" | head -n 1)
  if [ -n "$url" ] && command -v curl >/dev/null 2>&1; then
    for path in / /api/v1/status /api/v1/sensors /api/v1/latest /health/ready /metrics '/socket.io/?EIO=4&transport=polling'; do
      curl -s -o /dev/null -m 5 --noproxy '*' "$url$path"
    done
    curl -s -o /dev/null -m 5 --noproxy '*' -H 'Content-Type: application/json' \
      -d '{"sensor":"training","value":4.2}' "$url/api/v1/readings"
  fi
  kill -TERM "$child" 2>/dev/null
  # Java writes the cache while it ends.
  (tries=0; while [ "$tries" -lt 60 ] && kill -0 "$child" 2>/dev/null; do sleep 1; tries=$((tries + 1)); done
    kill -KILL "$child" 2>/dev/null) &
  watchdog=$!
  wait "$child"
  child=
  kill "$watchdog" 2>/dev/null
  wait "$watchdog" 2>/dev/null
  [ -n "$url" ]
}
