// The operators whose custom resources the Helm chart makes: nothing of them is
// compiled, only the schemas of those resources are read.
module rialto/tools/chart/crds

go 1.26.4

require (
	github.com/argoproj/argo-rollouts v1.8.3
	github.com/cloudnative-pg/cloudnative-pg v1.30.0
	github.com/cloudnative-pg/plugin-barman-cloud v0.15.0
	github.com/external-secrets/external-secrets v1.3.2
	github.com/prometheus-operator/prometheus-operator v0.85.0
)
