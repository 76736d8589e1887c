{{/* The name of everything: the release's, and the chart's where that does not say it. */}}
{{- define "isotherm.name" -}}
{{- if contains "isotherm" .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{ else }}{{ printf "%s-isotherm" .Release.Name | trunc 40 | trimSuffix "-" }}{{ end }}
{{- end }}

{{/* Labels of part .part. */}}
{{- define "isotherm.selector" -}}
app.kubernetes.io/name: isotherm
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end }}

{{- define "isotherm.labels" -}}
{{ include "isotherm.selector" . }}
app.kubernetes.io/version: {{ .root.Values.image.tag | default .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "isotherm.image" -}}
{{ .root.Values.image.registry }}{{ .repository }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{/* The secret with URLs and token. */}}
{{- define "isotherm.secret" -}}
{{- if .Values.trial.enabled }}{{ include "isotherm.name" . }}-trial{{ else }}{{ required "secrets.existing names no Secret: make one with the keys store, broker and admin-token (docs/operations.md, Kubernetes), or try it with -f values-trial.yaml" .Values.secrets.existing }}{{ end }}
{{- end }}

{{/* What Pod Security "restricted" wants, and a root that nobody writes to. */}}
{{- define "isotherm.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .user | default 10001 }}
runAsGroup: {{ .user | default 10001 }}
fsGroup: {{ .user | default 10001 }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end }}
{{- define "isotherm.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{/* Where pods of part .part go. */}}
{{- define "isotherm.placement" -}}
{{- $values := index .root.Values .part }}
{{- with $values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- if .root.Values.topologySpread.enabled }}
topologySpreadConstraints:
  {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: {{ $.root.Values.topologySpread.whenUnsatisfiable }}
    labelSelector:
      matchLabels: {{- include "isotherm.selector" $ | nindent 8 }}
    # Counted anew for each version, or an upgrade ends up on one side.
    matchLabelKeys: {{ eq $.part "ingest" | ternary "[controller-revision-hash]" "[pod-template-hash]" }}
  {{- end }}
{{- end }}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* The pod of role .part, after its metadata. .data: the volume of the data folder, empty: one that goes with the pod. */}}
{{- define "isotherm.rolePod" -}}
{{- $values := index .root.Values .part -}}
serviceAccountName: {{ include "isotherm.name" .root }}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: {{ .grace }}
securityContext: {{- include "isotherm.podSecurity" dict | nindent 2 }}
{{- include "isotherm.placement" . }}
containers:
  - name: isotherm
    image: {{ include "isotherm.image" (dict "root" .root "repository" .root.Values.image.repository) }}
    imagePullPolicy: {{ .root.Values.image.pullPolicy }}
    args: [run]
    env:
      - { name: ISOTHERM_ROLES, value: {{ .part }} }
      - { name: ISOTHERM_DATA, value: /data }
      - { name: ISOTHERM_LISTEN, value: 0.0.0.0 }
      - { name: ISOTHERM_HTTP_PORT, value: "8080" }
      - { name: ISOTHERM_STORE_FILE, value: /run/isotherm/store }
      - { name: ISOTHERM_BROKER_FILE, value: /run/isotherm/broker }
      - { name: ISOTHERM_ADMIN_TOKEN_FILE, value: /run/isotherm/admin-token }
      {{- if .root.Values.secrets.keys.metricsToken }}
      - { name: ISOTHERM_METRICS_TOKEN_FILE, value: /run/isotherm/metrics-token }
      {{- end }}
      - { name: ISOTHERM_LOG, value: json }
      - { name: ISOTHERM_LOG_LEVEL, value: {{ .root.Values.logLevel }} }
      - { name: ISOTHERM_HOST_SENSORS, value: "off" }
      {{- with .root.Values.host }}
      - { name: ISOTHERM_ALLOWED_HOSTS, value: {{ . | quote }} }
      {{- end }}
      {{- with .root.Values.podNetworks }}
      - { name: ISOTHERM_TRUSTED_PROXIES, value: {{ join "," . | quote }} }
      {{- end }}
      {{- range $name, $value := .env }}
      - { name: {{ $name }}, value: {{ $value | quote }} }
      {{- end }}
      {{- range $name, $value := .root.Values.settings }}
      - { name: ISOTHERM_{{ $name }}, value: {{ $value | quote }} }
      {{- end }}
    ports:
      - { name: http, containerPort: 8080 }
      {{- if and (eq .part "ingest") .root.Values.ingest.mqtt.enabled }}
      - { name: mqtt, containerPort: 1883 }
      {{- end }}
    # A data folder is read before the port opens: of a large journal for minutes.
    startupProbe:
      httpGet: { path: /health/live, port: http }
      periodSeconds: 2
      failureThreshold: 150
    # Alone what a restart mends: that MongoDB is away is none of it.
    livenessProbe:
      httpGet: { path: /health/live, port: http }
      periodSeconds: 10
      timeoutSeconds: 5
      failureThreshold: 6
    readinessProbe:
      httpGet: { path: /health/ready, port: http }
      periodSeconds: 5
      timeoutSeconds: 5
      failureThreshold: 2
    lifecycle:
      preStop:
        sleep: { seconds: {{ .root.Values.terminationDelaySeconds }} }
    resources: {{- toYaml $values.resources | nindent 6 }}
    securityContext: {{- include "isotherm.containerSecurity" . | nindent 6 }}
    volumeMounts:
      - { name: data, mountPath: /data }
      - { name: secrets, mountPath: /run/isotherm, readOnly: true }
      - { name: tmp, mountPath: /tmp }
volumes:
  {{- if not .data }}
  - name: data
    emptyDir: { sizeLimit: 1Gi }
  {{- end }}
  - name: tmp
    emptyDir: { sizeLimit: 256Mi }
  - name: secrets
    secret:
      secretName: {{ include "isotherm.secret" .root }}
      defaultMode: 0440
      items:
        - { key: {{ .root.Values.secrets.keys.store }}, path: store }
        - { key: {{ .root.Values.secrets.keys.broker }}, path: broker }
        - { key: {{ .root.Values.secrets.keys.adminToken }}, path: admin-token }
        {{- with .root.Values.secrets.keys.metricsToken }}
        - { key: {{ . }}, path: metrics-token }
        {{- end }}
        {{- if and (eq .part "ingest") .root.Values.secrets.keys.mqttBroker }}
        - { key: {{ .root.Values.secrets.keys.mqttBroker }}, path: mqtt-broker }
        {{- end }}
{{- end }}
