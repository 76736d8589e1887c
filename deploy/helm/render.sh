#!/bin/sh
# Renders the chart with three sets of values into the folder rendered, or into the folder $1; lints it before. Takes the
# Helm that HELM names, else what bin/helm.sh finds.
set -eu
case ${1-} in -*) sed -n '2,3s/^# //p' "$0"; exit 0 ;; esac
here=$(cd "$(dirname "$0")" && pwd)
helm=${HELM:-$(sh "$here/../../bin/helm.sh")}
out=${1:-$here/rendered}
mkdir -p "$out"
for name in minimal full trial; do
  set -- --values "$here/values/$name.yaml"
  [ "$name" != trial ] || set -- --values "$here/isotherm/values-trial.yaml" "$@"
  "$helm" lint --strict --quiet "$here/isotherm" "$@"
  "$helm" template isotherm "$here/isotherm" --namespace isotherm --kube-version 1.34.0 \
    --api-versions monitoring.coreos.com/v1 "$@" >"$out/$name.yaml"
done
# What they were made of, so that it shows without Helm when they are old.
(cd "$here" && find isotherm values -type f | LC_ALL=C sort | xargs sha256sum) >"$out/sources.sha256"
