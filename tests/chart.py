"""Holds the rendered manifests in deploy/helm/rendered against the schemas of three Kubernetes versions and against what
the chart promises. Each check prints a line; ends with 1 when one fails. Wants the packages of bin/python.sh."""

import hashlib
import json
import pathlib
import sys

import kubernetes_validate
import yaml

HELM = pathlib.Path(__file__).resolve().parent.parent / "deploy" / "helm"
# The oldest that the chart takes, one in use, the newest that the schemas know.
VERSIONS = ["1.30", "1.34", "1.37"]
ROLES = ["ingest", "live", "worker"]
failed = 0


def check(what, good, why=""):
    global failed
    print(("ok " if good else "not ok ") + what + (f": {why}" if why and not good else ""))
    failed += 0 if good else 1


def named(objects, kind, component=None):
    return [
        o
        for o in objects
        if o["kind"] == kind
        and (component is None or o["metadata"]["labels"]["app.kubernetes.io/component"] == component)
    ]


def pods(objects):
    """The pods of a release: name, their labels and their specification."""
    for o in objects:
        if o["kind"] == "Pod":
            yield o["metadata"]["name"], o["metadata"]["labels"], o["spec"]
        elif o["kind"] in ("Deployment", "StatefulSet"):
            template = o["spec"]["template"]
            yield o["metadata"]["name"], template["metadata"]["labels"], template["spec"]


def valid(name, objects):
    for version in VERSIONS:
        wrong = []
        for o in objects:
            if o["apiVersion"].startswith("monitoring.coreos.com/"):
                continue
            try:
                kubernetes_validate.validate(o, version, strict=True)
            except kubernetes_validate.ValidationError as e:
                wrong.append(f"{o['kind']}/{o['metadata']['name']}: {e}")
        check(f"{name} is valid in Kubernetes {version}", not wrong, "; ".join(wrong)[:2000])


def restricted(name, objects):
    """Pod Security Standards, level "restricted" (kubernetes.io, "Pod Security Standards")."""
    wrong = []
    for pod, _, spec in pods(objects):
        security = spec.get("securityContext", {})
        if not security.get("runAsNonRoot") or not security.get("runAsUser"):
            wrong.append(f"{pod} may run as root")
        if security.get("seccompProfile", {}).get("type") != "RuntimeDefault":
            wrong.append(f"{pod} has no seccomp profile")
        if any(spec.get(key) for key in ("hostNetwork", "hostPID", "hostIPC")):
            wrong.append(f"{pod} shares the host's namespaces")
        if spec.get("automountServiceAccountToken") is not False:
            wrong.append(f"{pod} gets a token of the cluster's")
        allowed = {"emptyDir", "secret", "configMap", "persistentVolumeClaim"}
        for volume in spec.get("volumes", []):
            if not set(volume) - {"name"} <= allowed:
                wrong.append(f"{pod} mounts {volume}")
        for container in spec["containers"]:
            own = container.get("securityContext", {})
            if own.get("allowPrivilegeEscalation") is not False or own.get("capabilities", {}).get("drop") != ["ALL"]:
                wrong.append(f"{pod}/{container['name']} may gain rights")
            if own.get("readOnlyRootFilesystem") is not True:
                wrong.append(f"{pod}/{container['name']} may write to its image")
            resources = container.get("resources", {})
            if not {"cpu", "memory"} <= set(resources.get("requests", {})) or "memory" not in resources.get("limits", {}):
                wrong.append(f"{pod}/{container['name']} asks for nothing")
    check(f"{name} keeps to Pod Security restricted", not wrong, "; ".join(wrong))


def selected(name, objects):
    wrong = []
    labels = [of for _, of, _ in pods(objects)]

    def finds(selector):
        return any(selector.items() <= of.items() for of in labels)

    for o in objects:
        spec = o.get("spec", {})
        if o["kind"] == "Service" and not finds(spec["selector"]):
            wrong.append(f"Service {o['metadata']['name']} has no pods")
        if o["kind"] in ("PodDisruptionBudget", "Deployment", "StatefulSet") and not finds(spec["selector"]["matchLabels"]):
            wrong.append(f"{o['kind']} {o['metadata']['name']} has no pods")
        if o["kind"] == "NetworkPolicy" and not finds(spec["podSelector"]["matchLabels"]):
            wrong.append(f"NetworkPolicy {o['metadata']['name']} has no pods")
        if o["kind"] == "HorizontalPodAutoscaler":
            target = spec["scaleTargetRef"]
            scaled = [x for x in named(objects, target["kind"]) if x["metadata"]["name"] == target["name"]]
            if not scaled or "replicas" in scaled[0]["spec"]:
                wrong.append(f"{o['metadata']['name']} scales nothing, or what an upgrade sets back")
    ports = {(s["metadata"]["name"], p["port"]) for s in named(objects, "Service") for p in s["spec"]["ports"]}
    for container in named(objects, "Deployment", "gateway")[0]["spec"]["template"]["spec"]["containers"]:
        for variable in container["env"]:
            if variable["name"] == "ISOTHERM_TRUSTED_PROXIES":
                continue
            host, port = variable["value"].split(":")
            if (host, int(port)) not in ports:
                wrong.append(f"the gateway's {variable['name']} is no service: {variable['value']}")
    check(f"{name}: every selector finds pods, and every name a service", not wrong, "; ".join(wrong))


def ending(name, objects):
    """No answer is cut off: out of the endpoints first, then told to stop, with time for it."""
    wrong = []
    for pod, labels, spec in pods(objects):
        component = labels["app.kubernetes.io/component"]
        if component not in ROLES + ["gateway"]:
            continue
        container = spec["containers"][0]
        delay = container["lifecycle"]["preStop"]["sleep"]["seconds"]
        grace = spec["terminationGracePeriodSeconds"]
        env = {e["name"]: e["value"] for e in container["env"]}
        drain = int(env.get("ISOTHERM_DRAIN", "0s").removesuffix("s"))
        probe = container["readinessProbe"]
        # The gateway looks every two seconds; endpoints may take a few.
        if delay < 5 or grace < delay + drain + 20:
            wrong.append(f"{pod} has {grace} s for {delay} s of waiting and {drain} s of draining")
        if not all(key in container for key in ("startupProbe", "livenessProbe", "readinessProbe")):
            wrong.append(f"{pod} lacks a probe")
        if component in ROLES and probe["httpGet"]["path"] != "/health/ready":
            wrong.append(f"{pod} is not asked whether it is ready")
        if container["livenessProbe"]["httpGet"]["path"] == "/health/ready":
            wrong.append(f"{pod} is started anew when MongoDB is away")
    for role, kind in (("ingest", "StatefulSet"), ("live", "Deployment")):
        spec = named(objects, kind, role)[0]["spec"]
        container = spec["template"]["spec"]["containers"][0]
        serves = spec["minReadySeconds"] + container["lifecycle"]["preStop"]["sleep"]["seconds"]
        # Name servers with a cache, as kubeadm installed them for years, tell of a new process after 30 s.
        if serves < 30:
            wrong.append(f"{role}: the next one stops {serves} s after a new one is ready")
    for kind in ("live", "worker", "gateway"):
        strategy = named(objects, "Deployment", kind)[0]["spec"]["strategy"]["rollingUpdate"]
        if strategy["maxUnavailable"] != 0:
            wrong.append(f"{kind} has fewer pods while it is upgraded")
    check(f"{name}: a rolling update cuts nothing off", not wrong, "; ".join(wrong))


def secrets(name, objects, trial):
    wrong = []
    for pod, _, spec in pods(objects):
        for container in spec["containers"]:
            for variable in container.get("env", []):
                if "://" in str(variable.get("value", "")) or "secretKeyRef" in json.dumps(variable):
                    wrong.append(f"{pod} has a secret in its environment: {variable['name']}")
        for volume in spec.get("volumes", []):
            mode = volume.get("secret", {}).get("defaultMode", 0o440)
            if mode & 0o007:
                wrong.append(f"{pod} mounts a secret that all may read")
    if not trial and named(objects, "Secret"):
        wrong.append("a secret is made by the chart")
    check(f"{name}: secrets are mounted by reference", not wrong, "; ".join(wrong))


def spool(name, objects):
    ingest = named(objects, "StatefulSet", "ingest")[0]["spec"]
    claims = ingest["volumeClaimTemplates"]
    mounts = ingest["template"]["spec"]["containers"][0]["volumeMounts"]
    good = (
        [c["metadata"]["name"] for c in claims] == ["data"]
        and {"name": "data", "mountPath": "/data"} in mounts
        and not any(v["name"] == "data" for v in ingest["template"]["spec"]["volumes"])
        and ingest["persistentVolumeClaimRetentionPolicy"] == {"whenScaled": "Retain", "whenDeleted": "Retain"}
    )
    check(f"{name}: a spool outlives its process, and scaling down", good)


def tested(name, objects):
    hook = [o for o in named(objects, "Pod") if o["metadata"]["annotations"].get("helm.sh/hook") == "test"]
    kept = [o for o in hook if "hook-succeeded" not in o["metadata"]["annotations"].get("helm.sh/hook-delete-policy", "")]
    check(f"{name}: what helm test did is there for --logs", len(hook) == 1 and kept == hook)


def stores(objects):
    """Redis answers nobody but its own machine where it has neither a password nor the word for it."""
    redis = named(objects, "Deployment", "redis")[0]["spec"]["template"]["spec"]["containers"][0]["command"]
    pod = named(objects, "StatefulSet", "mongodb")[0]["spec"]["template"]
    mongodb = pod["spec"]["containers"][0]
    check("trial: its Redis and MongoDB answer other pods",
          ["--protected-mode", "no"] == redis[-2:] and "--bind_ip_all" in mongodb["command"])
    alias = pod["spec"]["hostAliases"][0]
    member = alias["hostnames"][0]
    url = named(objects, "Secret")[0]["stringData"]["store"]
    check("trial: MongoDB finds itself without a name server, by the name that processes call it by",
          alias["ip"] == "127.0.0.1" and f"'{member}:27017'" in mongodb["startupProbe"]["exec"]["command"][-1]
          and f"//{member}:27017/" in url, f"{alias} {url}")
    service = next(s for s in named(objects, "Service", "mongodb"))
    check("trial: MongoDB's name is known while it starts, as name servers keep it that it is not",
          service["spec"].get("publishNotReadyAddresses") is True)
    versions = [of for name, of, _ in pods(objects) if name.endswith(("-mongodb", "-redis")) and "app.kubernetes.io/version" in of]
    check("trial: a new version of Isotherm does not restart its stores", not versions, str(versions))


def full(objects):
    rule = named(objects, "PrometheusRule")[0]["spec"]
    plain = yaml.safe_load((HELM.parent / "monitoring" / "prometheus-rules.yaml").read_text())
    links = [r["annotations"]["runbook_url"] for g in rule["groups"] for r in g["rules"]]
    check(
        "full: the links of alerts lead where the values say",
        all(link.startswith("https://wiki.example.com/isotherm/operations#isotherm") for link in links),
        str(links[:3]),
    )
    for groups in (rule, plain):
        for group in groups["groups"]:
            for r in group["rules"]:
                del r["annotations"]["runbook_url"]
    check("full: its alert rules are those of deploy/monitoring", rule == plain)
    dashboard = named(objects, "ConfigMap")[0]["data"]["isotherm.json"]
    original = json.loads((HELM.parent / "monitoring" / "grafana-dashboard.json").read_text())
    check("full: its dashboard is that of deploy/monitoring", json.loads(dashboard) == original)
    monitor = named(objects, "ServiceMonitor")[0]["spec"]
    found = [
        s
        for s in named(objects, "Service")
        if monitor["selector"]["matchLabels"].items() <= s["metadata"]["labels"].items()
    ]
    check("full: metrics of every role are fetched, with the token", len(found) == 3 and all(
        e["authorization"]["credentials"] == {"name": "isotherm", "key": "metrics-token"} for e in monitor["endpoints"]))
    scaled = {h["metadata"]["name"]: h["spec"]["metrics"] for h in named(objects, "HorizontalPodAutoscaler")}
    check("full: live scales by pages too", any(
        m.get("pods", {}).get("metric", {}).get("name") == "isotherm_live_pages" for m in scaled["isotherm-live"]))


for copy in ("prometheus-rules.yaml", "grafana-dashboard.json"):
    check(
        f"the chart's copy of {copy} is that of deploy/monitoring",
        (HELM / "isotherm" / "files" / copy).read_bytes() == (HELM.parent / "monitoring" / copy).read_bytes(),
    )
sources = sorted(str(f.relative_to(HELM)) for top in ("isotherm", "values") for f in (HELM / top).rglob("*") if f.is_file())
sums = "".join(f"{hashlib.sha256((HELM / f).read_bytes()).hexdigest()}  {f}\n" for f in sources)
check(
    "the rendered manifests are those of this chart (deploy/helm/render.sh makes them)",
    sums == (HELM / "rendered" / "sources.sha256").read_text(),
)
rendered = {file.stem: file for file in sorted((HELM / "rendered").glob("*.yaml"))}
check("three sets of values are rendered", sorted(rendered) == ["full", "minimal", "trial"], str(sorted(rendered)))
for stem, file in rendered.items():
    everything = [o for o in yaml.safe_load_all(file.read_text()) if o]
    check(f"{stem} has a part for each role", all(
        named(everything, "StatefulSet" if role == "ingest" else "Deployment", role) for role in ROLES))
    valid(stem, everything)
    restricted(stem, everything)
    selected(stem, everything)
    ending(stem, everything)
    secrets(stem, everything, stem == "trial")
    spool(stem, everything)
    tested(stem, everything)
    if stem == "trial":
        stores(everything)
    if stem == "full":
        full(everything)
sys.exit(1 if failed else 0)
