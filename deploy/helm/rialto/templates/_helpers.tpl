{{- define "rialto.name" -}}
{{ if contains .Chart.Name .Release.Name }}{{ .Release.Name }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name }}{{ end }}
{{- end }}

{{- define "rialto.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{ include "rialto.selector" . }}
{{- end }}

{{- define "rialto.selector" -}}
app.kubernetes.io/name: rialto
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- /* image of {chart, image}: the values of a canary, or the chart's own */}}
{{- define "rialto.image" -}}
{{- $own := .chart.Values.image -}}
{{- if .image.digest }}{{ $own.repository }}@{{ .image.digest }}
{{- else }}{{ $own.repository }}:{{ .image.tag | default .chart.Chart.AppVersion }}{{ end }}
{{- end }}

{{- define "rialto.serviceAccount" -}}
{{ .Values.serviceAccount.name | default (include "rialto.name" .) }}
{{- end }}

{{- define "rialto.database" -}}
{{ include "rialto.name" . }}-db
{{- end }}

{{- /* The secret's keys that are files: the database's address is not, if CloudNativePG knows it. */}}
{{- define "rialto.secretFiles" -}}
{{- $names := .Values.secret.files -}}
{{- if .Values.database.cluster.enabled }}{{ $names = without $names "RIALTO_DATABASE_URL" }}{{ end -}}
{{- $names | toJson -}}
{{- end }}

{{- /* Whether this release itself makes what a migration needs. */}}
{{- define "rialto.bringsDatabaseOrSecret" -}}
{{- if or .Values.database.cluster.enabled .Values.externalSecrets.enabled }}true{{ end -}}
{{- end }}

{{- define "rialto.env" -}}
- { name: RIALTO_DATA_DIR, value: /var/lib/rialto }
{{- $settings := merge (dict) .Values.settings }}
{{- if and .Values.ingress.enabled (not $settings.RIALTO_PUBLIC_URL) }}{{ $_ := set $settings "RIALTO_PUBLIC_URL" (printf "https://%s" .Values.ingress.host) }}{{ end }}
{{- if and (eq $settings.RIALTO_ENV "production") (not $settings.RIALTO_PUBLIC_URL) }}{{ fail "settings.RIALTO_PUBLIC_URL is needed in production, or ingress.host with ingress.enabled" }}{{ end }}
{{- range $name, $value := $settings }}
- { name: {{ $name }}, value: {{ $value | toString | quote }} }
{{- end }}
{{- if .Values.secret.name }}
{{- range (include "rialto.secretFiles" . | fromJsonArray) }}
- { name: {{ . }}_FILE, value: /run/secrets/rialto/{{ . }} }
{{- end }}
{{- range .Values.secret.env }}
- name: {{ . }}
  valueFrom: { secretKeyRef: { name: {{ $.Values.secret.name }}, key: {{ . }} } }
{{- end }}
{{- end }}
{{- if .Values.database.cluster.enabled }}
{{- $db := include "rialto.database" . }}
- { name: RIALTO_DATABASE_USER_FILE, value: /run/secrets/database/username }
- { name: RIALTO_DATABASE_PASSWORD_FILE, value: /run/secrets/database/password }
- name: RIALTO_DATABASE_URL
  value: postgres://{{ $db }}-rw:5432/rialto?sslmode=verify-full&sslrootcert=/run/secrets/database/ca.crt
{{- if and .Values.database.cluster.replicaUrl (gt (int .Values.database.cluster.instances) 1) }}
- name: RIALTO_DATABASE_REPLICA_URL
  value: postgres://{{ $db }}-ro:5432/rialto?sslmode=verify-full&sslrootcert=/run/secrets/database/ca.crt
{{- end }}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "rialto.mounts" -}}
- { name: data, mountPath: /var/lib/rialto }
- { name: tmp, mountPath: /tmp }
{{- if .Values.secret.name }}
- { name: secrets, mountPath: /run/secrets/rialto, readOnly: true }
{{- end }}
{{- if .Values.database.cluster.enabled }}
- { name: database, mountPath: /run/secrets/database, readOnly: true }
{{- end }}
{{- end }}

{{- /* volumes of {chart, scratch}: scratch leaves the shared data alone */}}
{{- define "rialto.volumes" -}}
{{- $v := .chart.Values -}}
- name: data
{{- if and $v.data.persistence.enabled (not .scratch) }}
  persistentVolumeClaim:
    claimName: {{ $v.data.persistence.existingClaim | default (printf "%s-data" (include "rialto.name" .chart)) }}
{{- else }}
  emptyDir: {}
{{- end }}
- name: tmp
  emptyDir: {}
{{- if $v.secret.name }}
- name: secrets
  secret:
    secretName: {{ $v.secret.name }}
    defaultMode: 0440
    items:
      {{- range (include "rialto.secretFiles" .chart | fromJsonArray) }}
      - { key: {{ . }}, path: {{ . }} }
      {{- end }}
{{- end }}
{{- if $v.database.cluster.enabled }}
- name: database
  projected:
    defaultMode: 0440
    sources:
      - secret: { name: {{ include "rialto.database" .chart }}-ca, items: [{ key: ca.crt, path: ca.crt }] }
      - secret:
          name: {{ include "rialto.database" .chart }}-app
          items: [{ key: username, path: username }, { key: password, path: password }]
{{- end }}
{{- end }}

{{- define "rialto.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "rialto.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- /* A pod that runs `rialto serve`, of {chart, component, role, image, resources}. */}}
{{- define "rialto.pod" -}}
{{- $v := .chart.Values -}}
metadata:
  labels:
    {{- include "rialto.labels" .chart | nindent 4 }}
    app.kubernetes.io/component: {{ .component }}
    rialto.serves/admin: "true"
    {{- with $v.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with $v.podAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  serviceAccountName: {{ include "rialto.serviceAccount" .chart }}
  automountServiceAccountToken: false
  # The program is killed a little after it should have ended by itself.
  terminationGracePeriodSeconds: {{ add $v.shutdown.waitSeconds $v.shutdown.graceSeconds 10 }}
  securityContext:
    {{- include "rialto.podSecurity" .chart | nindent 4 }}
  {{- with $v.image.pullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $v.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  topologySpreadConstraints:
    {{- range $key, $unsatisfiable := dict "kubernetes.io/hostname" "ScheduleAnyway" "topology.kubernetes.io/zone" "ScheduleAnyway" }}
    - maxSkew: 1
      topologyKey: {{ $key }}
      whenUnsatisfiable: {{ $unsatisfiable }}
      labelSelector:
        matchLabels:
          {{- include "rialto.selector" $.chart | nindent 10 }}
          app.kubernetes.io/component: {{ $.component }}
    {{- end }}
  containers:
    - name: rialto
      image: {{ include "rialto.image" (dict "chart" .chart "image" .image) }}
      imagePullPolicy: {{ $v.image.pullPolicy }}
      args: [serve]
      env:
        - { name: RIALTO_ROLE, value: {{ .role }} }
        - { name: RIALTO_ADDR, value: ":8080" }
        - { name: RIALTO_ADMIN_ADDR, value: ":9090" }
        - { name: RIALTO_STOP_DELAY, value: {{ $v.shutdown.waitSeconds }}s }
        - { name: RIALTO_STOP_GRACE, value: {{ $v.shutdown.graceSeconds }}s }
        # The job has migrated, unless it could not come first: see migrate.yaml. A canary is
        # of a version that the job does not run.
        {{- $itself := or (and .chart.Release.IsInstall (eq (include "rialto.bringsDatabaseOrSecret" .chart) "true")) (eq .component "api-canary") }}
        - { name: RIALTO_MIGRATE, value: {{ ternary "auto" "off" $itself | quote }} }
        {{- include "rialto.env" .chart | nindent 8 }}
      ports:
        - { name: http, containerPort: 8080 }
        - { name: admin, containerPort: 9090 }
      # A pod that migrates a large database takes its time, and waits for others that do.
      startupProbe:
        httpGet: { path: /healthz, port: admin }
        periodSeconds: 5
        failureThreshold: 180
      livenessProbe:
        httpGet: { path: /healthz, port: admin }
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet: { path: /readyz, port: admin }
        periodSeconds: 5
        timeoutSeconds: 3
        failureThreshold: 2
      resources:
        {{- toYaml .resources | nindent 8 }}
      securityContext:
        {{- include "rialto.containerSecurity" .chart | nindent 8 }}
      volumeMounts:
        {{- include "rialto.mounts" .chart | nindent 8 }}
  volumes:
    {{- include "rialto.volumes" (dict "chart" .chart "scratch" false) | nindent 4 }}
  {{- with $v.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $v.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $v.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
