# Finds a JDK 25 or newer and puts its folder into JAVA_HOME; sourced by ./isotherm and ./mvnw.
# Looks at JAVA_HOME, then at the java on the PATH, then in the usual folders of Linux distributions,
# SDKMAN, asdf, Homebrew and macOS; of several in one place the newest wins.
# POSIX sh. Returns 1, with one sentence on standard error, where there is none.

# Prints the major version of the JDK in folder $1; nothing where there is no JDK.
jdk_major() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
  if [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release"
  else
    "$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9][0-9]*\).*/\1/p' | head -n 1
  fi
}

# Takes folder $1 as JAVA_HOME if it is a JDK that is new enough, and newer than what was found so far.
jdk_try() {
  jdk_seen=$(jdk_major "$1")
  case "$jdk_seen" in
    '' | *[!0-9]*) return 0 ;;
  esac
  if [ "$jdk_seen" -ge 25 ] && [ "$jdk_seen" -gt "$jdk_best" ]; then
    jdk_best=$jdk_seen
    jdk_found=$1
  fi
}

find_jdk() {
  jdk_best=0
  jdk_found=
  [ -z "${JAVA_HOME-}" ] || jdk_try "$JAVA_HOME"
  if [ -z "$jdk_found" ] && jdk_java=$(command -v java 2>/dev/null); then
    # /usr/bin/java is a link into the JDK; without readlink -f (old macOS) the folders below serve.
    jdk_java=$(readlink -f "$jdk_java" 2>/dev/null || printf '%s' "$jdk_java")
    jdk_try "${jdk_java%/bin/java}"
  fi
  if [ -z "$jdk_found" ]; then
    # mvnw runs with set -f, which would keep the patterns from matching.
    case $- in *f*) jdk_noglob=1 ;; *) jdk_noglob= ;; esac
    set +f
    # ISOTHERM_TEST_ROOT: tests of the launcher put a folder of their own in the system's place.
    jdk_root=${ISOTHERM_TEST_ROOT-}
    for jdk_dir in \
      "$jdk_root"/usr/lib/jvm/* "$jdk_root"/usr/lib64/jvm/* "$jdk_root"/usr/java/* "$jdk_root"/usr/local/java/* \
      "$jdk_root"/opt/java/* "$jdk_root"/opt/jdk* "$jdk_root"/opt/*jdk* \
      "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.asdf/installs/java/* "${HOME-}"/.jdks/* "${HOME-}"/.local/share/mise/installs/java/* \
      "$jdk_root"/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
      "$jdk_root"/usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
      "$jdk_root"/Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
      jdk_try "$jdk_dir"
    done
    [ -z "$jdk_noglob" ] || set -f
  fi
  if [ -z "$jdk_found" ]; then
    echo "Isotherm needs a JDK 25 or newer and found none: install one (Debian: 'apt-get install openjdk-25-jdk' or Temurin 25 from adoptium.net; macOS: 'brew install openjdk') or set JAVA_HOME to its folder." >&2
    return 1
  fi
  JAVA_HOME=$jdk_found
  export JAVA_HOME
}
