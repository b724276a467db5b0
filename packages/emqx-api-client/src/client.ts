import { authentication } from "./authentication";
import { authorization } from "./authorization";
import { banned } from "./banned";
import { clients } from "./clients";
import { configs } from "./configs";
import { listeners } from "./listeners";
import { messages } from "./messages";
import { metrics, nodes, stats, status } from "./observation";
import { createCall, type EmqxOptions } from "./transport";

/**
 * A client of EMQX's REST API v5. Every call takes an AbortSignal, is bounded in time, and is tried again where that is safe.
 * @throws EmqxApiError from every call.
 */
export function createEmqxClient(options: EmqxOptions) {
  const call = createCall(options);
  return {
    authentication: authentication(call),
    authorization: authorization(call),
    banned: banned(call),
    clients: clients(call),
    configs: configs(call),
    listeners: listeners(call),
    messages: messages(call),
    metrics: metrics(call),
    nodes: nodes(call),
    stats: stats(call),
    status: status(call),
  };
}

export type EmqxClient = ReturnType<typeof createEmqxClient>;
