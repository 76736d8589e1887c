#!/bin/sh
# Tests ./isotherm with a Maven and a Java that only write down how they were called. Prints "ok" or "not ok" for each
# promise; exit code 1 when one is broken.
# shellcheck disable=SC2317 # check calls what it is given
set -u

source=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP
broken=0
clone="$work/a folder/isotherm"

# --- The stage ---------------------------------------------------------------------------------------------------

# A JDK of version $2 in folder $1. With a cache to write it plays the training, until it is told to stop.
fake_jdk() {
  mkdir -p "$1/bin"
  echo "JAVA_VERSION=\"$2\"" >"$1/release"
  cat >"$1/bin/java" <<'EOF'
#!/bin/sh
for argument in "$@"; do
  case $argument in
    -XX:AOTCacheOutput=*)
      [ ! -e "$(dirname "$0")/no-training" ] || exit 1
      echo cache >"${argument#*=}"
      echo "Isotherm is ready: http://127.0.0.1:1"
      trap 'exit 0' TERM
      while :; do sleep 0.1; done
      ;;
  esac
done
echo "java in $(pwd)"
echo "pid $$"
for argument in "$0" "$@"; do echo "[$argument]"; done
EOF
  : >"$1/bin/javac"
  chmod +x "$1/bin/java" "$1/bin/javac"
}

# A fresh clone, with a Maven that counts its calls and makes a jar.
stage() {
  rm -rf "${work:?}/"*
  mkdir -p "$clone/server/src/main/java" "$clone/web/src" "$work/path" "$work/root" "$work/home" "$work/elsewhere"
  cp -R "$source/isotherm" "$source/bin" "$source/.mvn" "$clone/"
  : >"$clone/pom.xml"
  : >"$clone/server/pom.xml"
  : >"$clone/server/src/main/java/A.java"
  : >"$clone/server/src/main/java/B.java"
  cat >"$clone/mvnw" <<'EOF'
#!/bin/sh
echo "$@" >>calls
[ ! -e slow ] || { mkdir -p server/target/classes; echo half >server/target/classes/A.class; echo $$ >building; exec sleep 30; }
[ ! -e unhurried ] || sleep 0.5
[ ! -e broken ] || { echo "[ERROR] A.java: it is broken"; exit 1; }
mkdir -p server/target/lib
echo jar >server/target/isotherm-server.jar
EOF
  chmod +x "$clone/mvnw"
  fake_jdk "$work/jdk25" 25.0.1
  JDK=$work/jdk25
  OPTS=
  old_node
}

old_node() {
  printf '#!/bin/sh\necho v18.19.0\n' >"$work/path/node"
  printf '#!/bin/sh\n' >"$work/path/npm"
  chmod +x "$work/path/node" "$work/path/npm"
}

new_node() { printf '#!/bin/sh\necho v22.1.0\n' >"$work/path/node"; }

# Runs the launcher $1 with the rest as its arguments, in an environment of our own, with JAVA_HOME and Java's options
# from JDK and OPTS.
launch() {
  launcher=$1
  shift
  env -i PATH="$work/path:/usr/bin:/bin" HOME="$work/home" JAVA_HOME="$JDK" \
    ISOTHERM_TEST_ROOT="$work/root" ISOTHERM_JAVA_OPTS="$OPTS" "$launcher" "$@" >"$work/out" 2>"$work/err"
}

start() { launch "$clone/isotherm" "$@"; }

# Makes all that was built and all sources as old as each other, so that what is touched afterwards is newer.
age() { find "$clone" -exec touch -t 202001010000 {} +; touch -t 202001010001 "$clone/server/target/isotherm.aot"; }

builds() { if [ -f "$clone/calls" ]; then wc -l <"$clone/calls" | tr -d ' '; else echo 0; fi; }

# --- What is asked of it -----------------------------------------------------------------------------------------

# $1 is the promise, the rest a command that tells whether it is kept.
check() {
  promise=$1
  shift
  if "$@" >"$work/check" 2>&1; then
    echo "ok - $promise"
  else
    broken=$((broken + 1))
    echo "not ok - $promise"
    echo "   exit code ${code-}; $*"
    sed 's/^/   out: /' "$work/out"
    sed 's/^/   err: /' "$work/err"
  fi
}

out_has() { grep -qF -- "$1" "$work/out"; }
err_has() { grep -qF -- "$1" "$work/err"; }
equal() { [ "$1" = "$2" ]; }
not() { ! "$@"; }

stage
start; code=$?
check "alone it gives help at once, without building" equal "$code $(builds)" "0 0"
check "the help names the commands" out_has "./isotherm demo"

start run --http-port 9000 --replay "a file.csv"; code=$?
check "the first start builds and runs" equal "$code $(builds)" "0 1"
check "it passes its arguments on as they are" out_has "[a file.csv]"
check "it uses the built jar" out_has "[$clone/server/target/isotherm-server.jar]"
check "it uses the cache for a quick start" out_has "[-XX:AOTCache=$clone/server/target/isotherm.aot]"
check "it says that it builds" err_has "Isotherm: building"
start run; code=$?
check "the second start builds nothing and says nothing" equal "$code $(builds) $(grep -vc 'page needs' "$work/err")" "0 1 0"

age; touch "$clone/server/src/main/java/A.java"; start run
check "a changed source is built" equal "$(builds)" 2
age; rm "$clone/server/src/main/java/B.java"; start run
check "a removed source is noticed" equal "$(builds)" 3
age; touch "$clone/server/pom.xml"; start run
check "a changed pom.xml is built" equal "$(builds)" 4
age; echo '{}' >"$clone/web/tsconfig.json"; start run
check "a changed file of the page is built" equal "$(builds)" 5
age; mkdir -p "$clone/server/src/test"; : >"$clone/server/src/test/T.java"; start run
check "a changed test is not" equal "$(builds)" 5
rm "$clone/server/target/isotherm-server.jar"; start run
check "a missing jar is built" equal "$(builds)" 6

age; touch "$clone/server/target/isotherm-server.jar"; start run
check "another jar gets another cache" [ "$clone/server/target/isotherm.aot" -nt "$clone/server/target/isotherm-server.jar" ]
check "that is no build" equal "$(builds)" 6
age; touch "$clone/server/target/isotherm-server.jar"; : >"$work/jdk25/bin/no-training"; start run; code=$?
check "when no cache can be made it starts without" equal "$code $(grep -c 'AOTCache=' "$work/out")" "0 0"
check "and does not try again" [ "$clone/server/target/isotherm.aot.failed" -nt "$clone/server/target/isotherm-server.jar" ]
rm "$work/jdk25/bin/no-training"

ln -s "$clone/isotherm" "$work/elsewhere/one"
ln -s one "$work/elsewhere/two"
ln -s "../elsewhere/two" "$work/path/iso"
(cd "$work/elsewhere" && launch ./two run); code=$?
check "it works through a chain of symbolic links" equal "$code" 0
check "and from another folder, in which it stays" out_has "java in $work/elsewhere"
(cd "$work/elsewhere" && launch iso run); code=$?
check "it works from the PATH" equal "$code" 0
(cd "$clone" && launch sh isotherm run); code=$?
check "it works as an argument of sh" equal "$code" 0

OPTS='-Xmx1g -Dx=*'
start run
check "it passes ISOTHERM_JAVA_OPTS on, each a word" out_has "[-Dx=*]"
OPTS=
env -i PATH="$work/path:/usr/bin:/bin" HOME="$work/home" JAVA_HOME="$work/jdk25" "$clone/isotherm" run >"$work/out" 2>"$work/err" &
pid=$!
wait "$pid"
check "Java takes the launcher's place, so that signals reach it" out_has "pid $pid"

# --- Which Java --------------------------------------------------------------------------------------------------

fake_jdk "$work/jdk17" 17.0.15
cp "$work/jdk17/bin/java" "$work/path/java"
JDK=$work/jdk17
start run; code=$?
check "without a JDK 25 it fails" equal "$code" 1
check "and says in one sentence what to install" equal "$(wc -l <"$work/err" | tr -d ' ')" 1
check "which is a JDK 25" err_has "needs a JDK 25 or newer"
fake_jdk "$work/root/usr/lib/jvm/jdk 25" 25
fake_jdk "$work/root/usr/lib/jvm/jdk-26" 26.0.1
fake_jdk "$work/root/usr/lib/jvm/jdk-17" 17.0.1
start run; code=$?
check "where JAVA_HOME and PATH have 17 it finds the newest in the usual folders" out_has "[$work/root/usr/lib/jvm/jdk-26/bin/java]"
mkdir -p "$work/home/.sdkman/candidates/java"
rm -rf "$work/root/usr"
fake_jdk "$work/home/.sdkman/candidates/java/25-tem" 25.0.2
JDK=
start run; code=$?
check "it finds SDKMAN's" out_has "[$work/home/.sdkman/candidates/java/25-tem/bin/java]"

# --- Builds that go wrong ----------------------------------------------------------------------------------------

stage
: >"$clone/broken"
start run; code=$?
check "a failed build ends with code 1" equal "$code" 1
check "it shows what went wrong" err_has "it is broken"
check "and where the whole log is" err_has "$clone/target/build.log"
check "it does not run what is there" not out_has "java in"
rm "$clone/broken"
start run; code=$?
check "and is tried again at the next start" equal "$code $(builds)" "0 2"

stage
: >"$clone/unhurried"
for i in 1 2 3; do
  env -i PATH="$work/path:/usr/bin:/bin" HOME="$work/home" JAVA_HOME="$work/jdk25" "$clone/isotherm" run \
    >"$work/out" 2>"$work/err$i" &
done
wait
check "of three starts at once one builds" equal "$(builds)" 1
check "the others wait and say so" equal "$(cat "$work"/err? | grep -c 'waiting for another build')" 2
check "no lock is left" not [ -e "$clone/target/build.lock" ]
rm "$clone/unhurried"

touch "$clone/server/src/main/java/A.java"; age; touch "$clone/pom.xml"
mkdir -p "$clone/target/build.lock"
sh -c 'echo $$' >"$clone/target/build.lock/pid"
start run; code=$?
check "the lock of a process that is gone is taken over" equal "$code $(builds)" "0 2"

stage
: >"$clone/slow"
env -i PATH="$work/path:/usr/bin:/bin" HOME="$work/home" JAVA_HOME="$work/jdk25" "$clone/isotherm" run \
  >"$work/out" 2>"$work/err" &
pid=$!
tries=0
until [ -s "$clone/building" ] || [ "$tries" = 100 ]; do sleep 0.1; tries=$((tries + 1)); done
asked=$(date +%s)
kill -TERM "$pid"
wait "$pid"; code=$?
check "an interrupted build ends with the signal's code" equal "$code" 143
check "within seconds" [ "$(($(date +%s) - asked))" -lt 15 ]
check "its Maven is ended too" not kill -0 "$(cat "$clone/building")"
check "it leaves no lock" not [ -e "$clone/target/build.lock" ]
rm "$clone/slow"
start run; code=$?
check "the next start builds" equal "$code $(builds)" "0 2"
check "and takes over no half-written class" not [ -e "$clone/server/target/classes/A.class" ]

stage
: >"$clone/target"
start run; code=$?
check "where it cannot write it says so and fails" equal "$code $(grep -c 'cannot write to' "$work/err")" "1 1"

# --- The page ----------------------------------------------------------------------------------------------------

stage
echo '{}' >"$clone/web/package.json"
start run; code=$?
check "without Node 20 it builds without the page" equal "$code $(grep -c -e -Dweb.skip "$clone/calls")" "0 1"
check "and says what works all the same" err_has "the API, MQTT and storage work without it"
start run
check "it says so at every start" err_has "the page needs Node 20 or newer"
check "without building again" equal "$(builds)" 1
new_node
start run; code=$?
check "once there is Node it builds the page" equal "$code $(builds) $(grep -c -e -Dweb.skip "$clone/calls")" "0 2 1"
check "and says no more of it" not err_has "Node"

# --- Counting ----------------------------------------------------------------------------------------------------

cat >"$work/TEST-1.xml" <<'EOF'
<?xml version="1.0" encoding="UTF-8"?>
<testsuite xmlns:xsi="x" name="A" time="0.1" tests="6" errors="1" skipped="3" failures="1">
  <properties><property name="tests=&quot;9&quot;" value="9"/></properties>
  <testcase name="works" classname="A"/>
  <testcase name="needs it" classname="A"><skipped message="no &quot;redis-server&quot;"/></testcase>
  <testcase name="is off" classname="A"><skipped/></testcase>
  <testcase name="assumes" classname="A"><skipped type="org.opentest4j.TestAbortedException"><![CDATA[org.opentest4j.TestAbortedException: Assumption failed: no mosquitto_pub
	at A.assumes]]></skipped></testcase>
  <testcase name="fails" classname="A"><failure message="x">y</failure></testcase>
</testsuite>
EOF
cat >"$work/TEST-2.xml" <<'EOF'
<?xml version="1.0" encoding="UTF-8" ?>
<testsuites name="vitest tests" tests="4" failures="1" errors="0" time="0.2">
    <testsuite name="a.test.ts" tests="3" failures="1" errors="0" skipped="0" time="0.1"></testsuite>
    <testsuite name="b.test.ts" tests="1" failures="0" errors="0" skipped="0" time="0.1"></testsuite>
</testsuites>
EOF
check "results are added up" equal "$(cat "$work"/TEST-*.xml | awk -f "$source/bin/count.awk")" "4 3 3"
check "what was skipped is named" equal "$(awk -f "$source/bin/skips.awk" "$work/TEST-1.xml")" \
  'SKIPPED: A needs it: no "redis-server"
SKIPPED: A is off
SKIPPED: A assumes: no mosquitto_pub'

exit "$((broken > 0))"
