#!/bin/sh
# Builds the page, doing only what has changed since the last time. Called by Maven and by ./isotherm.
#   web.sh install     fetches the libraries (npm ci), when the lock file is another one than last time
#   web.sh into DIR    the same, builds web/dist when its sources are newer, and puts a copy into DIR
set -eu
cd "$(dirname "$0")/../web"

install() {
  if ! cmp -s package-lock.json node_modules/.isotherm-lock; then
    # dev: what builds the page is a development dependency, also where NODE_ENV says production.
    npm ci --include=dev --no-audit --no-fund
    cp package-lock.json node_modules/.isotherm-lock
  fi
}

build() {
  stamp=node_modules/.isotherm-dist
  if ! [ -f "$stamp" ] || ! [ -f dist/index.html ] ||
    [ -n "$(find src public index.html ./*.json ./*.ts -newer "$stamp" -print 2>/dev/null | head -n 1)" ]; then
    # Taken before the build: what is edited meanwhile is newer.
    : >"$stamp.new"
    npm run build
    mv "$stamp.new" "$stamp"
  fi
}

case ${1-} in
  install) install ;;
  into)
    install
    build
    rm -rf "$2"
    mkdir -p "$2"
    cp -Rp dist/. "$2/"
    ;;
  *)
    echo "web.sh: install or into DIR" >&2
    exit 2
    ;;
esac
