# shellcheck shell=sh disable=SC2154 # variables of ./isotherm and build.sh
# The command package; sourced by ./isotherm after build.sh, with a JDK found. POSIX sh.
# Makes target/package/isotherm-VERSION, a folder with all that runs without anything else, and packs it twice: with a
# Java of its own for this kind of machine, and without for those who have one.

# What the jars use of Java: 'jdeps --print-module-deps' over them, less java.desktop and java.compiler, of which no class
# is reached, and more what is only asked for at run time: charsets of imported files, mongodb+srv, /proc and jcmd.
java_modules=java.base,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.security.sasl,java.sql,jdk.charsets,jdk.jcmd,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs

# All files carry this time, also so that the cache for a quick start, which looks at it, is still good once unpacked.
package_time=${SOURCE_DATE_EPOCH:-1795478400}

run_package() {
  archives=yes
  for argument in "$@"; do
    case $argument in
      --folder) archives= ;;
      *)
        say "isotherm: package takes --folder (pack nothing, leave the folder), not \"$argument\""
        exit 2
        ;;
    esac
  done
  if [ "$(uname -s)" != Linux ]; then
    say "isotherm: packages are made on Linux, for the machine that they are made on; this is $(uname -s)."
    exit 1
  fi
  ensure_built || exit 1
  if [ "$(cat "$stamp")" != page ]; then
    say "isotherm: a package without the page is none; see above."
    exit 1
  fi
  machine=$(package_machine) || exit 1
  version=$(sed -n 's|^  <version>\(.*\)</version>|\1|p' "$home/pom.xml" | head -n 1)
  packages=$target/package
  folder=$packages/isotherm-$version
  rm -rf "$packages"
  mkdir -p "$folder/lib" "$folder/native" || exit 1
  for step in package_program package_native package_runtime package_notices package_cache; do
    if ! "$step" >>"$packages/log" 2>&1; then
      tail -n 20 "$packages/log" >&2
      say "isotherm: the package was not made ($step); the whole log: $packages/log"
      exit 1
    fi
  done
  if [ -z "$archives" ]; then
    echo "$folder"
    exit 0
  fi
  archive "$packages/isotherm-$version-linux-$machine.tar.gz" || exit 1
  package_jar || exit 1
  archive "$packages/isotherm-$version-jar.tar.gz" || exit 1
  rm -rf "$folder"
  exit 0
}

# Makes of the folder the package without Java, which is for every kind of machine: with the libraries in their jar again.
package_jar() {
  rm -rf "$folder/runtime" "$folder/isotherm.aot" "$folder/native" "$folder/sbom/java.cdx.json"
  cp "$home/server/target/lib/"sqlite-jdbc-*.jar "$folder/lib/" && touch -d "@$package_time" "$folder/lib/"sqlite-jdbc-*.jar
}

package_machine() {
  case $(uname -m) in
    x86_64 | amd64) echo x64 ;;
    aarch64 | arm64) echo arm64 ;;
    *)
      say "isotherm: there are no native libraries for $(uname -m): packages are made for x86_64 and aarch64."
      return 1
      ;;
  esac
}

package_program() {
  cp "$jar" "$folder/" && cp "$home/server/target/lib/"*.jar "$folder/lib/" &&
    cp "$home/LICENSE" "$folder/" &&
    cp "$home/deploy/package/README" "$folder/" &&
    mkdir -p "$folder/bin" "$folder/systemd" &&
    cp "$home/deploy/package/isotherm" "$home/bin/java-flags.sh" "$folder/bin/" &&
    cp "$home/deploy/systemd/isotherm.service" "$folder/systemd/" &&
    chmod 755 "$folder/bin/isotherm"
}

# The libraries that are no Java, as files: nothing is unpacked at each start into a /tmp that may be read-only or noexec.
# The jar of SQLite has them for two dozen kinds of machine, which are most of its 12 MB.
package_native() {
  case $machine in
    x64) sqlite=x86_64 netty=x86_64 ;;
    arm64) sqlite=aarch64 netty=aarch_64 ;;
  esac
  work=$packages/native
  mkdir -p "$work/sqlite" "$work/netty" || return 1
  sqlite_jar=$(echo "$folder"/lib/sqlite-jdbc-*.jar)
  (
    cd "$work/sqlite" && "$JAVA_HOME/bin/jar" xf "$sqlite_jar" &&
      cp "org/sqlite/native/Linux/$sqlite/libsqlitejdbc.so" "$folder/native/" &&
      rm -rf org/sqlite/native &&
      "$JAVA_HOME/bin/jar" --create --file "$sqlite_jar" --manifest META-INF/MANIFEST.MF \
        --date "$(date -u -d "@$package_time" +%Y-%m-%dT%H:%M:%SZ)" .
  ) &&
    (
      cd "$work/netty" && "$JAVA_HOME/bin/jar" xf "$folder"/lib/netty-transport-native-epoll-*-linux-"$netty".jar &&
        cp META-INF/native/*.so "$folder/native/"
    ) &&
    rm -rf "$work"
}

package_runtime() {
  strip=
  ! command -v objcopy >/dev/null 2>&1 || strip=--strip-native-debug-symbols=exclude-debuginfo-files
  # shellcheck disable=SC2086 # one flag or none
  "$JAVA_HOME/bin/jlink" --add-modules "$java_modules" --output "$folder/runtime" \
    --no-header-files --no-man-pages --strip-java-debug-attributes $strip --compress zip-6
}

# Whose work is in it: a list with licences for programs (CycloneDX), and for people the notices that the parts carry.
package_notices() {
  mkdir -p "$folder/sbom" "$folder/licences" || return 1
  (cd "$home" && ./mvnw -B -q -pl server -am cyclonedx:makeBom) &&
    cp "$home/server/target/sbom.cdx.json" "$folder/sbom/server.cdx.json" &&
    (cd "$home/web" && npm sbom --sbom-format cyclonedx --omit dev --package-lock-only) >"$folder/sbom/page.cdx.json" ||
    return 1
  component "$(sed -n 's/^IMPLEMENTOR="\(.*\)"/\1/p' "$folder/runtime/release") JDK" \
    "$(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"/\1/p' "$folder/runtime/release")" 'GPL-2.0-only WITH Classpath-exception-2.0' \
    >"$folder/sbom/java.cdx.json"
  for library in "$folder"/lib/*.jar; do
    notices "$library" "$folder/licences/$(basename "$library" .jar)" || return 1
  done
  (cd "$home/web" && npm ls --omit dev --all --parseable) | sed -n 's|.*/node_modules/||p' | sort -u | while read -r library; do
    for file in "$home/web/node_modules/$library"/[Ll][Ii][Cc][Ee][Nn][CcSs][Ee]*; do
      [ ! -f "$file" ] || install -D -m 644 "$file" "$folder/licences/page/$library/$(basename "$file")" || exit 1
    done
  done
}

# A list of one part (CycloneDX 1.6): its name, version and licence.
component() {
  printf '{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[{"type":"library","name":"%s","version":"%s","licenses":[{"expression":"%s"}]}]}\n' "$@"
}

# The files of the jar $1 that tell a licence or give a notice, into folder $2.
notices() {
  # shellcheck disable=SC2046 # one file a word
  set -- "$1" "$2" $("$JAVA_HOME/bin/jar" tf "$1" | grep -iE '^(META-INF/)?([A-Za-z0-9._-]*/)?(licen[cs]e|notice|copying|about)[A-Za-z0-9._-]*$')
  [ "$#" -gt 2 ] || return 0
  library=$1
  mkdir -p "$2" && (cd "$2" && shift 2 && "$JAVA_HOME/bin/jar" xf "$library" "$@")
}

# The cache is good for these very files and this Java, with the flags of its training.
package_cache() {
  find "$folder" -exec touch -h -d "@$package_time" {} + || return 1
  jar=$folder/isotherm-server.jar
  aot=$folder/isotherm.aot
  native=$folder/native
  JAVA_HOME=$folder/runtime
  train
  [ -s "$aot" ] && touch -d "@$package_time" "$aot"
}

# Packs the folder into $1 as anybody's, and says so.
archive() {
  (cd "$packages" && tar --sort=name --owner=0 --group=0 --numeric-owner -cf - "${folder##*/}" | gzip -9n >"$1.new") &&
    mv "$1.new" "$1" && echo "$1 ($(($(wc -c <"$1") / 1048576)) MB)"
}
