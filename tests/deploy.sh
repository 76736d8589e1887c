#!/bin/sh
# Checks the files in deploy/ without starting anything: what their own tools say of them. Prints "ok", "not ok" or
# "skipped" for each; exit code 1 when one is wrong. The images and compose files are started by deploy/compose/trial.sh.
# shellcheck disable=SC2317 # check calls what it is given
set -u

home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP
broken=0
cd "$home" || exit 1

check() {
  promise=$1
  shift
  if "$@" >"$work/check" 2>&1; then
    echo "ok - $promise"
  else
    broken=$((broken + 1))
    echo "not ok - $promise"
    sed 's/^/   /' "$work/check"
  fi
}

# $1 is a program without which $2 is not checked.
have() {
  command -v "$1" >/dev/null 2>&1 && return 0
  echo "skipped - $2: there is no $1"
  return 1
}

# --- Services of systemd
if have systemd-analyze "the service of systemd"; then
  # Its program need not be installed here.
  mkdir -p "$work/units"
  sed "s|^ExecStart=[^ ]*|ExecStart=/bin/true|" deploy/systemd/isotherm.service >"$work/units/isotherm.service"
  verified() { [ -z "$(systemd-analyze verify "$work/units/isotherm.service" 2>&1 | tee "$work/verify")" ] || { cat "$work/verify"; false; }; }
  check "systemd understands the service" verified
  confined() {
    systemd-analyze security --offline=true --threshold=25 "$work/units/isotherm.service" >"$work/security" 2>&1 || { tail -n 5 "$work/security"; false; }
  }
  check "systemd calls the service well confined (exposure of 2.5 at most)" confined
fi

[ "$broken" = 0 ]
