# EMQX as the platform expects it: who a client is, its certificate says; what no rule allows is refused.
# emqx.json is written by `pnpm emqx:config` from the code that also reconciles the running broker. Rules and bans are no
# configuration in EMQX: `apps/ingest` writes them, at its start and every five minutes.

terraform {
  required_version = ">= 1.6"
  required_providers {
    helm = {
      source  = "hashicorp/helm"
      version = ">= 2.12, < 3.0"
    }
  }
}

locals {
  emqx  = jsondecode(file("${path.module}/emqx.json"))
  certs = "/mounted/device-listener"

  # Of the installation, not of the platform: names, certificates, keys of the API.
  installation = {
    EMQX_LISTENERS__SSL__DEFAULT__BIND                    = "0.0.0.0:8883"
    EMQX_LISTENERS__SSL__DEFAULT__SSL_OPTIONS__CERTFILE   = "${local.certs}/tls.crt"
    EMQX_LISTENERS__SSL__DEFAULT__SSL_OPTIONS__KEYFILE    = "${local.certs}/tls.key"
    EMQX_LISTENERS__SSL__DEFAULT__SSL_OPTIONS__CACERTFILE = "${local.certs}/ca.crt"
    EMQX_API_KEY__BOOTSTRAP_FILE                          = "/mounted/api-key/bootstrap"
  }

  # The chart puts EMQX_ before each name itself.
  environment = {
    for name, value in merge(local.emqx.environment, local.installation) : trimprefix(name, "EMQX_") => value
  }
}

resource "helm_release" "emqx" {
  name             = var.name
  namespace        = var.namespace
  create_namespace = true
  repository       = var.chart_repository
  chart            = "emqx"
  version          = var.emqx_version
  atomic           = true

  values = [yamlencode({
    replicaCount = var.replicas
    emqxConfig   = local.environment
    persistence = {
      enabled = true
      size    = var.storage_size
    }
    service = {
      type        = var.service_type
      annotations = var.service_annotations
    }
    extraVolumes = [
      { name = "device-listener", secret = { secretName = var.listener_secret } },
      { name = "api-key", secret = { secretName = var.api_key_secret } },
    ]
    extraVolumeMounts = [
      { name = "device-listener", mountPath = local.certs, readOnly = true },
      { name = "api-key", mountPath = "/mounted/api-key", readOnly = true },
    ]
    resources = var.resources
  })]
}
