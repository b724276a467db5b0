import { request } from "node:https";
import type { Credentials } from "./x509";

export type DoorAnswer = { readonly status: number; readonly text: string };

const TIMEOUT_MS = 10_000;

/**
 * One JSON request to a door for devices, over TLS that trusts the platform's root and nothing else.
 * @param credentials shown to a door that asks for a certificate.
 * @throws the connection's error where the door let nobody in
 */
export const post = (
  url: string,
  body: unknown,
  tls: { readonly ca: string; readonly credentials?: Credentials | undefined; readonly method?: string },
): Promise<DoorAnswer> =>
  new Promise((resolve, reject) => {
    const { ca, credentials, method = "POST" } = tls;
    const headers = { "content-type": "application/json" };
    // A connection of its own: who a connection is, is settled once, at its beginning.
    const asking = request(
      url,
      { method, headers, ca, agent: false, timeout: TIMEOUT_MS, ...credentials },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => {
          text += part;
        });
        response.once("end", () => resolve({ status: response.statusCode ?? 0, text }));
        response.once("error", reject);
      },
    );
    asking.once("timeout", () => asking.destroy(new Error("the door did not answer")));
    asking.once("error", reject);
    asking.end(method === "GET" ? undefined : JSON.stringify(body));
  });
