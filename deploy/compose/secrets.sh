#!/bin/bash
# Makes what is not there yet of the passwords and tokens of compose.yaml, each file for the one user who reads it.
#   make                makes them, and says where they are
#   show [grafana|mosquitto]
#                       prints the administrator's token, or that password
set -euo pipefail
root=/secrets

# put OWNER FILE reads the content; a file that is there stays, and one that is half written is none.
put() {
  local file=$root/$2
  if [ -s "$file" ]; then
    cat >/dev/null
    return
  fi
  cat >"$file.new"
  chmod 400 "$file.new"
  chown "$1:$1" "$file.new"
  mv "$file.new" "$file"
}
secret() { openssl rand -hex 24; }
# The first content wins, so what is made of a password is made of the one that was kept.
kept() { cat "$root/$1"; }

make() {
  umask 077
  # A folder is its reader's: who may enter may read.
  for folder in isotherm:10001 mongo:999 redis:999 mosquitto:1883 monitoring:65534; do
    chown "${folder#*:}:${folder#*:}" "$root/${folder%:*}"
    chmod 500 "$root/${folder%:*}"
  done
  chmod 505 "$root/monitoring"

  [ -s "$root/isotherm/admin.token" ] || echo "The administrator's token is made."
  openssl rand -hex 32 | put 10001 isotherm/admin.token

  openssl rand -base64 741 | put 999 mongo/keyfile
  secret | put 999 mongo/root-password
  secret | put 999 mongo/isotherm-password
  echo "mongodb://isotherm:$(kept mongo/isotherm-password)@mongo:27017/isotherm?replicaSet=rs0&authSource=admin" |
    put 10001 isotherm/store-url

  secret | put 999 redis/password
  # Only what docs/guide/redis.md says is needed; nothing is kept on a disk.
  put 999 redis/redis.conf <<EOF
save ""
appendonly no
dir /data
user default off
user isotherm on >$(kept redis/password) resetchannels &isotherm:* -@all +hello +ping +subscribe +publish
EOF
  echo "redis://isotherm:$(kept redis/password)@redis" | put 10001 isotherm/broker-url

  secret | put 1883 mosquitto/device-password
  secret | put 1883 mosquitto/isotherm-password
  printf 'isotherm:%s\ndevice:%s\n' "$(kept mosquitto/isotherm-password)" "$(kept mosquitto/device-password)" |
    put 1883 mosquitto/passwords
  echo "mqtt://isotherm:$(kept mosquitto/isotherm-password)@mosquitto" | put 10001 isotherm/mosquitto-url

  # Opens the metrics and nothing else.
  openssl rand -hex 32 | put 10001 isotherm/metrics.token
  kept isotherm/metrics.token | put 65534 monitoring/metrics.token
  secret | put 472 monitoring/grafana-password

  echo "The administrator's token, with which one signs in: docker compose run --rm secrets show"
}

case ${1-} in
  make) make ;;
  show)
    case ${2-} in
      '') kept isotherm/admin.token ;;
      grafana) kept monitoring/grafana-password ;;
      mosquitto) echo "device $(kept mosquitto/device-password)" ;;
      *) echo "secrets: show, show grafana or show mosquitto" >&2 && exit 2 ;;
    esac
    ;;
  *) echo "secrets: make or show" >&2 && exit 2 ;;
esac
