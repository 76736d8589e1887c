#!/bin/sh
# Prints the path of a Helm 3: the one on the PATH, else one in the user's cache. With "build" as its argument, and none
# there, builds one into the cache with Go, which takes some minutes. Prints nothing and returns 1, with a sentence on
# standard error, where there is none.
set -eu
version=3.19.0
cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/isotherm/helm-$version

works() { "$1" version --template '{{.Version}}' 2>/dev/null | grep -q '^v3\.'; }

missing() {
  echo "no Helm 3: $1" >&2
  exit 1
}

if found=$(command -v helm 2>/dev/null) && works "$found"; then
  echo "$found"
  exit 0
fi
if [ -x "$cache/helm" ] && works "$cache/helm"; then
  echo "$cache/helm"
  exit 0
fi
[ "${1-}" = build ] || missing "install it, or let it be built with Go: bin/helm.sh build"
go=$(command -v go 2>/dev/null || ls /usr/local/go/bin/go 2>/dev/null) || missing "to build one takes Go"
mkdir -p "$cache"
work=$(mktemp -d "$cache/build.XXXXXX")
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
GOPATH=$work/go GOCACHE=$work/build GOBIN=$work/bin "$go" install "helm.sh/helm/v3/cmd/helm@v$version" >&2 ||
  missing "it could not be built"
works "$work/bin/helm" || missing "the built one does not start"
# Moved as the last step: whoever finds it finds it whole.
mv -f "$work/bin/helm" "$cache/helm"
echo "$cache/helm"
