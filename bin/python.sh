#!/bin/sh
# Prints the folder with the Python packages that the tests of the examples, of some protocols and of the chart need, for
# PYTHONPATH; fetches them there, into the user's cache, where they are not installed. Prints nothing and returns 1, with a
# sentence on standard error, where they are not to be had.
set -eu
packages='redis==5.2.1 cbor2==5.6.5 paho-mqtt==2.1.0 cramjam==2.14.0 influxdb-client==1.50.0 influxdb==5.3.2
  opentelemetry-sdk==1.45.2 opentelemetry-exporter-otlp-proto-http==1.45.2 kubernetes-validate==1.37.0'
# Asks for an older MQTT client than there are wheels of, only to publish what it encodes.
alone='pysparkplug==0.6.1'
cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/isotherm/python-5

# Whether Python finds the packages, with folder $1.
works() {
  PYTHONPATH=$1 python3 -c 'import redis, cbor2, cramjam, influxdb, influxdb_client, pysparkplug, kubernetes_validate, yaml
import opentelemetry.exporter.otlp.proto.http.metric_exporter' >/dev/null 2>&1
}

missing() {
  echo "no Python packages $packages $alone: $1." >&2
  exit 1
}

command -v python3 >/dev/null 2>&1 || missing "there is no python3"
if works "$cache"; then
  echo "$cache"
  exit 0
fi
python3 -m pip --version >/dev/null 2>&1 || missing "to fetch them takes pip (Debian: python3-pip)"
mkdir -p "${cache%/*}" || missing "$cache cannot be made"
work=$(mktemp -d "${cache%/*}/fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
# shellcheck disable=SC2086 # several words
python3 -m pip install --quiet --only-binary=:all: --target "$work/packages" $packages >&2 &&
  python3 -m pip install --quiet --only-binary=:all: --no-deps --target "$work/packages" $alone >&2 ||
  missing "they could not be fetched"
# Moved as the last step: whoever finds it finds it whole.
rm -rf "$cache"
mv "$work/packages" "$cache"
works "$cache" || missing "the fetched ones do not work here"
echo "$cache"
