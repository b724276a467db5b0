import { authenticationArea } from "./areas/authentication";
import { authorizationRulesArea } from "./areas/authorization-rules";
import { authorizationSettingsArea } from "./areas/authorization-settings";
import { authorizationSourcesArea } from "./areas/authorization-sources";
import { bannedArea } from "./areas/banned";
import { clientsArea } from "./areas/clients";
import { configsArea } from "./areas/configs";
import { listenersArea } from "./areas/listeners";
import { metricsArea } from "./areas/metrics";
import { nodesArea } from "./areas/nodes";
import { publishingArea } from "./areas/publishing";
import { statsArea } from "./areas/stats";
import { readStatus } from "./areas/status";
import { type CallOptions, connect, type EmqxClientOptions } from "./connection";

export type { Attempt, CallOptions, EmqxClientOptions } from "./connection";
export { EmqxApiError } from "./error";

/**
 * A client of EMQX's REST API v5. Makes no call until it is used, keeps no state, and may be used concurrently.
 * The key is an API key, made in the dashboard or by `api_key.bootstrap_file`; it can do everything here.
 * @throws EmqxApiError `BAD_ARGUMENT` for a base URL that is none.
 */
export function createEmqxClient(options: EmqxClientOptions) {
  const connection = connect(options);
  return {
    authentication: authenticationArea(connection),
    authorization: {
      sources: authorizationSourcesArea(connection),
      rules: authorizationRulesArea(connection),
      settings: authorizationSettingsArea(connection),
    },
    banned: bannedArea(connection),
    clients: clientsArea(connection),
    configs: configsArea(connection),
    listeners: listenersArea(connection),
    metrics: metricsArea(connection),
    nodes: nodesArea(connection),
    publishing: publishingArea(connection),
    stats: statsArea(connection),
    status: (callOptions: CallOptions = {}) => readStatus(connection, callOptions),
  };
}

export type EmqxClient = ReturnType<typeof createEmqxClient>;
