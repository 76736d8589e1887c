"""Sends numbered readings by HTTP and MQTT, each until it is acknowledged, and afterwards looks for every one of them.

    trial.py send FOLDER HTTP MQTT      until FOLDER/stop is there; what was acknowledged goes into FOLDER
    trial.py count FOLDER HTTP          compares it with what the export has; exit code 1 where it differs

HTTP and MQTT are a port of this machine or HOST:PORT. Meanwhile it also reads the newest values, as a page does. Answers
other than the expected are in FOLDER/failed, one a line: its second, what was asked, what came. The token is in FOLDER/token.
Needs the packages that bin/python.sh fetches.
"""

import csv
import datetime
import http.client
import json
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

BATCH = 20
PAUSE = 0.1


def request(address, path, token, body=None, timeout=20):
    asked = urllib.request.Request(f"http://{address}{path}", data=body)
    asked.add_header("Authorization", f"Bearer {token}")
    if body is not None:
        asked.add_header("Content-Type", "application/json")
    return urllib.request.urlopen(asked, timeout=timeout)


class Numbers:
    """Readings whose times are their identity: no two of a sensor have the same millisecond."""

    def __init__(self):
        self.last = {}
        self.count = 0

    def next(self, sensor):
        self.count += 1
        now = max(int(time.time() * 1000), self.last.get(sensor, 0) + 1)
        self.last[sensor] = now
        return {"sensor": sensor, "time": now, "value": round(self.count % 900 / 100 + 0.01, 2)}


class Failures:
    """Answers that were not the expected ones: how many of each, and when."""

    def __init__(self, file, what, told):
        self.file, self.what, self.told = file, what, told

    def tell(self, answer):
        self.told[answer] = self.told.get(answer, 0) + 1
        self.file.write(f"{time.time():.3f} {self.what} {answer}\n")
        self.file.flush()


def send_http(folder, address, token, stop, told, failures):
    numbers, tries = Numbers(), 0
    with open(folder / "http.acknowledged", "w") as kept:
        while not stop.is_set():
            batch = [numbers.next(f"trial/http-{i % 5}") for i in range(BATCH)]
            body = json.dumps(batch).encode()
            while True:
                tries += 1
                try:
                    with request(address, "/api/v1/readings", token, body) as answer:
                        if answer.status == 204:
                            break
                        failures.tell(answer.status)
                except urllib.error.HTTPError as e:
                    failures.tell(e.code)
                    if e.code in (400, 401, 403, 413, 415, 422):
                        raise SystemExit(f"refused: {e.code} {e.read()[:500]}")
                except (OSError, http.client.HTTPException) as e:
                    failures.tell(type(e).__name__)
                time.sleep(0.2)
            for reading in batch:
                kept.write(f"{reading['sensor']} {reading['time']} {reading['value']}\n")
            kept.flush()
            time.sleep(PAUSE)
    told["sent"], told["requests"] = numbers.count, tries


def read_http(address, token, stop, told, failures):
    told["requests"] = 0
    while not stop.is_set():
        told["requests"] += 1
        try:
            with request(address, "/api/v1/latest", token) as answer:
                json.load(answer)
        except urllib.error.HTTPError as e:
            failures.tell(e.code)
        except (OSError, http.client.HTTPException, ValueError) as e:
            failures.tell(type(e).__name__)
        time.sleep(PAUSE)


def send_mqtt(folder, address, token, stop, told, failures):
    import paho.mqtt.client as mqtt

    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="trial", clean_session=False)
    client.username_pw_set("trial", token)
    client.reconnect_delay_set(1, 2)
    client.max_inflight_messages_set(20)
    # The library holds locks of its own while it calls back: ours is never held while it is called.
    waiting, early, lock = {}, set(), threading.Lock()
    kept = open(folder / "mqtt.acknowledged", "w")

    def keep(reading):
        kept.write(f"{reading['sensor']} {reading['time']} {reading['value']}\n")
        kept.flush()

    def published(_client, _data, mid, *_):
        with lock:
            reading = waiting.pop(mid, None)
            if reading:
                keep(reading)
            else:
                early.add(mid)

    def ended(_client, _data, _flags, reason, _properties):
        failures.tell("disconnected")

    client.on_publish = published
    client.on_disconnect = ended
    while True:
        try:
            host, port = address.rsplit(":", 1)
            client.connect(host.strip("[]"), int(port), keepalive=10)
            break
        except OSError:
            time.sleep(0.5)
    client.loop_start()
    numbers = Numbers()
    while not stop.is_set():
        reading = numbers.next(f"trial/mqtt-{numbers.count % 5}")
        info = client.publish(f"isotherm/{reading['sensor']}", json.dumps(
            {"time": reading["time"], "value": reading["value"]}), qos=1)
        with lock:
            if info.mid in early:
                early.remove(info.mid)
                keep(reading)
            else:
                waiting[info.mid] = reading
        while len(waiting) > 500 and not stop.is_set():
            time.sleep(0.05)
        time.sleep(0.02)
    end = time.time() + 60
    while waiting and time.time() < end:
        time.sleep(0.1)
    told["sent"], told["never acknowledged"] = numbers.count, len(waiting)
    client.loop_stop()
    kept.close()


def send(folder, http_address, mqtt_address):
    token = (folder / "token").read_text().strip()
    stop, told = threading.Event(), {"http": {}, "mqtt": {}, "reads": {}}
    with open(folder / "failed", "w") as file:
        failures = {name: Failures(file, name, told[name]) for name in told}
        threads = [
            threading.Thread(target=send_http, args=(folder, http_address, token, stop, told["http"], failures["http"])),
            threading.Thread(target=send_mqtt, args=(folder, mqtt_address, token, stop, told["mqtt"], failures["mqtt"])),
            threading.Thread(target=read_http, args=(http_address, token, stop, told["reads"], failures["reads"]))]
        for thread in threads:
            thread.start()
        while not (folder / "stop").exists():
            time.sleep(0.1)
        stop.set()
        for thread in threads:
            thread.join()
    (folder / "told.json").write_text(json.dumps(told))


def count(folder, http_address):
    token = (folder / "token").read_text().strip()
    sent = {}
    for name in ("http", "mqtt"):
        for line in (folder / f"{name}.acknowledged").read_text().splitlines():
            sensor, at, value = line.split()
            sent[sensor, int(at)] = float(value)
    with request(http_address, "/api/v1/inbox", token) as answer:
        if any(device["id"] == "trial" for device in json.load(answer)["items"]):
            # What waits in the inbox is kept and not exported.
            request(http_address, "/api/v1/inbox/trial/adopt", token, b"{}").close()
    with request(http_address, "/api/v1/sensors?limit=1000", token) as answer:
        keys = {sensor["id"]: sensor["key"] for sensor in json.load(answer)["items"]}
    for _ in range(10):
        found, double = {}, 0
        with request(http_address, "/api/v1/export", token, timeout=60) as answer:
            for row in csv.DictReader(line.decode("utf-8-sig") for line in answer):
                at = datetime.datetime.fromisoformat(row["time"].replace("Z", "+00:00"))
                key = keys[row["sensor"]], round(at.timestamp() * 1000)
                double += key in found
                found[key] = float(row["value"])
        missing = [key for key in sent if key not in found]
        if not missing:
            break
        time.sleep(1)
    others = [key for key in found if key not in sent and key[0].startswith("trial/")]
    wrong = [key for key in sent if key in found and found[key] != sent[key]]
    told = json.loads((folder / "told.json").read_text())
    print(json.dumps({"acknowledged": len(sent), "found": len(found), "missing": len(missing), "wrong": len(wrong),
                      "double": double, "kept without an acknowledgement": len(others), "told": told}))
    return 1 if missing or wrong or double or not sent else 0


if __name__ == "__main__":
    folder = Path(sys.argv[2])
    addresses = [f"127.0.0.1:{given}" if given.isdigit() else given for given in sys.argv[3:]]
    if sys.argv[1] == "send":
        send(folder, *addresses)
    else:
        sys.exit(count(folder, *addresses))
