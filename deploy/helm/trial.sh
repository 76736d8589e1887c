#!/bin/bash
# Tries an installed chart on the cluster that kubectl points to, beginning with "helm test": sends readings by HTTP and MQTT
# through the gateway, and reads as a page does, while it scales up, restarts every part by rolling updates, upgrades all
# parts at once, takes a pod of each part away by force, and goes back to the revision before. Then looks for every
# reading that was acknowledged. Prints what it measures; exit code 1 when one was lost, or when a request failed in a step
# that promises that none does. Takes about ten minutes, and kubectl, curl, python3 and a Helm 3 (bin/helm.sh). For a trial: it
# leaves its sensors "trial/…" behind.
#
#   deploy/helm/trial.sh [--namespace NAME] RELEASE HTTP MQTT [-- WHAT HELM UPGRADES WITH]
#
# What follows -- goes to "helm upgrade" where all parts change at once: -- --set image.tag=0.1.1
# HTTP and MQTT are where the gateway is reached from here, HOST:PORT: of a load balancer, a node's port or, on a node, the
# service's own address. Not "kubectl port-forward": it stays with one pod and ends with it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)

wrong() {
  printf '%s\n' "$*" >&2
  exit 2
}
usage="usage: deploy/helm/trial.sh [--namespace NAME] RELEASE HTTP MQTT, the last two as HOST:PORT of the gateway, then -- and what helm upgrades with"
namespace=
if [ "${1-}" = --namespace ]; then
  [ $# -ge 2 ] || wrong "$usage"
  namespace=$2
  shift 2
fi
[ $# = 3 ] || [ "${4-}" = -- ] || wrong "$usage"
release=$1 http=$2 mqtt=$3
shift "$(($# < 4 ? $# : 4))"
for address in "$http" "$mqtt"; do
  [[ $address =~ ^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):[0-9]{1,5}$ ]] || wrong "\"$address\" is not HOST:PORT. $usage"
done
for program in kubectl curl python3; do
  command -v "$program" >/dev/null || wrong "there is no $program here"
done
helm=${HELM:-$(sh "$repository/bin/helm.sh")}
PYTHONPATH=$(sh "$repository/bin/python.sh")
export PYTHONPATH
[ -n "$namespace" ] || namespace=$(kubectl config view --minify -o 'jsonpath={..namespace}')
namespace=${namespace:-default}

k() { kubectl --namespace "$namespace" "$@"; }
h() { "$helm" --namespace "$namespace" "$@"; }
of() { printf 'app.kubernetes.io/instance=%s,app.kubernetes.io/component=%s' "$release" "$1"; }
name_of() { k get "$2" -l "$(of "$1")" -o name; }
say() { printf '%s  %s\n' "$(date +%T)" "$*"; }
acknowledged() { cat "$work"/*.acknowledged 2>/dev/null | wc -l; }

h status "$release" >/dev/null || wrong "no release $release in the namespace $namespace: helm install it first"
revision=$(h history "$release" --max 1 -o json | sed 's/.*"revision":\([0-9]*\).*/\1/')
secret=$(k get "$(name_of worker deployments)" -o 'jsonpath={.spec.template.spec.volumes[?(@.name=="secrets")].secret.secretName}')
key=$(k get "$(name_of worker deployments)" -o 'jsonpath={.spec.template.spec.volumes[?(@.name=="secrets")].secret.items[?(@.path=="admin-token")].key}')
work=$(mktemp -d)
senders='' code=0
finish() {
  [ -z "$senders" ] || kill "$senders" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
k get secret "$secret" -o "go-template={{index .data \"$key\" | base64decode}}" >"$work/token"
curl -s -o /dev/null -m 10 --noproxy '*' "http://$http/gateway/health" || wrong "nothing answers at http://$http/gateway/health"

# Every part of the release has come to rest, with as many ready pods as it wants.
settled() {
  local what
  for what in $(k get statefulsets,deployments -l "app.kubernetes.io/instance=$release" -o name); do
    k rollout status "$what" --timeout 300s >/dev/null || { k get pods -l "app.kubernetes.io/instance=$release"; return 1; }
  done
}

# Runs step $2 and the rest, called $1, and tells what failed in it until five seconds after. Where $1 ends with "!", failures
# are expected.
step() {
  local title=$1 began before failed
  shift
  began=$(date +%s) before=$(acknowledged)
  "$@" >"$work/step.log" 2>&1 || { cat "$work/step.log"; say "${title%!} did not come to its end"; return 1; }
  settled
  sleep 5
  failed=$(awk -v from="$began" '$1 >= from && $3 != "disconnected" { count[$2 " " $3]++ } END { for (what in count) print count[what] " x " what }' "$work/failed" | paste -sd, -)
  say "${title%!}: $(($(date +%s) - began)) s, $(($(acknowledged) - before)) readings acknowledged, failed: ${failed:-none}"
  [ -z "$failed" ] || [ "${title%!}" != "$title" ] || code=1
  [ "$(acknowledged)" -gt "$before" ] || { say "nothing was acknowledged meanwhile"; code=1; }
}

upgrade() { h upgrade "$release" "$here/isotherm" --reset-then-reuse-values --wait --timeout 10m "$@"; }
restart() { k rollout restart "$(name_of "$1" "$([ "$1" = ingest ] && echo statefulsets || echo deployments)")"; }
# Takes a pod of part $1 away at once: its process gets two seconds and then SIGKILL, whatever it asked for. Done when the
# part has as many ready pods as before.
delete() {
  local pod uid wanted
  wanted=$(ready "$1" | wc -w)
  read -r pod uid < <(k get pods -l "$(of "$1")" -o 'jsonpath={range .items[*]}{.metadata.name} {.metadata.uid}{"\n"}{end}')
  k delete pod --force --grace-period=0 "$pod"
  for _ in $(seq 300); do
    [[ $(ready "$1") == *"$uid"* ]] || [ "$(ready "$1" | wc -w)" -lt "$wanted" ] || return 0
    sleep 1
  done
  echo "no successor of $pod was ready within five minutes"
  return 1
}
# The unique names of the ready pods of part $1.
ready() { k get pods -l "$(of "$1")" -o 'jsonpath={range .items[*]}{.metadata.uid} {.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}' | sed -n 's/ True$//p' | paste -sd' '; }

settled
alone=$(ready ingest | wc -w)
say "helm test"
h test "$release" --logs --hide-notes --timeout 3m
python3 "$repository/deploy/compose/trial.py" send "$work" "$http" "$mqtt" &
senders=$!
until [ "$(acknowledged)" -gt 200 ]; do
  kill -0 "$senders" 2>/dev/null || wrong "the senders gave up: see above"
  sleep 0.2
done
say "senders and reader are at work"
step "scaled to ingest=2, live=3, worker=2, gateway=2" upgrade --set ingest.replicas=2,live.replicas=3,worker.replicas=2,gateway.replicas=2
for part in ingest live worker gateway; do
  step "rolling restart of $part" restart "$part"
done
step "upgrade of all parts at once" upgrade --set-string "secrets.revision=trial-$(date +%s)" "$@"
for part in ingest live worker gateway mongodb redis; do
  [ -z "$(k get pods -l "$(of "$part")" -o name)" ] || step "a pod of $part deleted by force!" delete "$part"
done
# One ingest alone is replaced with a gap.
step "back to revision $revision$([ "$alone" -gt 1 ] || echo '!')" h rollback "$release" "$revision" --wait --timeout 10m

touch "$work/stop"
wait "$senders"
senders=''
result=$(python3 "$repository/deploy/compose/trial.py" count "$work" "$http") || code=1
say "readings: $result"
[ "$code" = 0 ] && say "nothing was lost, and nothing failed that must not" || say "NOT in order"
exit "$code"
