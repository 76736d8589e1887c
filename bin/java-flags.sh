# shellcheck shell=sh
# Flags of the Java machine, one a line; the same for training as for running, as the cache is only good for the same.
# Sourced by ./isotherm, and by the launcher of packages, in which this file lies too.
# With few cores the serial collector, which needs the least memory; with more what Java itself chooses.
# The heap starts small, as an idle server needs little, and may grow to 40 %: network buffers want their part.
java_flags() {
  echo --enable-native-access=ALL-UNNAMED
  echo --sun-misc-unsafe-memory-access=allow
  [ "$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)" -ge 4 ] || echo -XX:+UseSerialGC
  echo -XX:+UseCompactObjectHeaders
  echo -Xms64m
  echo -XX:MaxRAMPercentage=40
  echo -XX:+ExitOnOutOfMemoryError
  echo -Dstdout.encoding=UTF-8
  echo -Dstderr.encoding=UTF-8
}
