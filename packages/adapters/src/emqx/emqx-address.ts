import { createEmqxClient, type EmqxClient } from "@outstation/emqx-api-client";

export type EmqxAddress = { readonly url: string; readonly apiKey: string; readonly apiSecret: string };

/** A client of the broker's REST API; nothing is called yet. @throws EmqxApiError for an address that is none. */
export const connectEmqx = ({ url, apiKey, apiSecret }: EmqxAddress): EmqxClient =>
  createEmqxClient({ baseUrl: url, apiKey, apiSecret });
