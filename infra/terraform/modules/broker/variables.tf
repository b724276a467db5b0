variable "name" {
  description = "Name of the release; the cluster's nodes are named after it."
  type        = string
  default     = "emqx"
}

variable "namespace" {
  description = "Kubernetes namespace of the broker."
  type        = string
}

variable "chart_repository" {
  description = "Helm repository that serves EMQX's chart."
  type        = string
}

variable "emqx_version" {
  description = "Version of EMQX and of its chart. 5.8 is the last line under the Apache License 2.0; later ones need a licence for a service such as this."
  type        = string
  default     = "5.8.9"

  validation {
    condition     = can(regex("^[5-9]\\.", var.emqx_version)) && !can(regex("^5\\.[0-7]\\.", var.emqx_version))
    error_message = "The rules need EMQX 5.8 or newer."
  }
}

variable "replicas" {
  description = "Nodes of the cluster."
  type        = number
  default     = 3
}

variable "storage_size" {
  description = "Volume of each node: bans, rules and sessions that wait for their devices."
  type        = string
  default     = "20Gi"
}

variable "service_type" {
  description = "How devices reach the broker. TLS must end at the broker, not before: the certificate is the identity."
  type        = string
  default     = "LoadBalancer"
}

variable "service_annotations" {
  description = "Annotations of the service, such as those that make a load balancer pass TCP through."
  type        = map(string)
  default     = {}
}

variable "listener_secret" {
  description = "Secret with tls.crt and tls.key of the listener, and ca.crt: the issuing and the root authority of the devices."
  type        = string
}

variable "api_key_secret" {
  description = "Secret whose entry `bootstrap` holds one line, key:secret, for the REST API. apps/ingest gets the same two values."
  type        = string
}

variable "resources" {
  description = "Requests and limits of a node."
  type        = map(map(string))
  default = {
    requests = { cpu = "1", memory = "2Gi" }
    limits   = { memory = "4Gi" }
  }
}
