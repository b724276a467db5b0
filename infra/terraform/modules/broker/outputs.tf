output "api_url" {
  description = "EMQX_URL of apps/ingest: the REST API, inside the cluster only."
  value       = "http://${var.name}.${var.namespace}.svc.cluster.local:18083"
}

output "configuration" {
  description = "What every node comes up with, without what is the installation's own."
  value       = local.emqx.configuration
}
