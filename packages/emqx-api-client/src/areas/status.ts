import type { CallOptions, Connection } from "../connection";

export type Status = {
  readonly isRunning: boolean;
  /** Such as `v5.8.9`. */
  readonly release: string | undefined;
  readonly node: string | undefined;
};

/**
 * `GET /status?format=json`: the health of the node that answers. Needs no credentials, so it tells nothing about them. 503 means "not
 * running", and is an answer: it is not retried.
 */
export const readStatus = async (connection: Connection, options: CallOptions = {}): Promise<Status> => {
  const treatment = { ...options, answers: [503], anonymous: true };
  const { status, body } = await connection.call("get", "/status", { query: { format: "json" } }, treatment);
  return {
    isRunning: status === 200 && body.app_status !== "not_running",
    release: body?.rel_vsn,
    node: body?.node_name,
  };
};
