import { fault } from "@outstation/kit/fault";
import type { WebDoor } from "../trial";

/** What a web app answered. */
export type WebAnswer = {
  readonly status: number;
  /** Everything of it that a browser sees. */
  readonly text: string;
  readonly cookies: readonly string[];
};

export type Asked = {
  readonly method?: "GET" | "POST";
  readonly cookie?: string;
  readonly type?: string;
  /** Asks for an answer piece by piece, without which some procedures are not answered. */
  readonly inPieces?: true;
  readonly body?: string;
};

export async function ask(
  door: WebDoor,
  path: string,
  { method = "GET", cookie = "", type, body, inPieces }: Asked = {},
): Promise<WebAnswer> {
  const headers = {
    ...(cookie === "" ? {} : { cookie }),
    ...(type === undefined ? {} : { "content-type": type }),
    ...(inPieces ? { "trpc-accept": "application/jsonl" } : {}),
  };
  const response = await door(path, { method, redirect: "manual", headers, ...(body === undefined ? {} : { body }) });
  const cookies = response.headers.getSetCookie();
  const location = response.headers.get("location") ?? "";
  const set = cookies.map((each) => each.split(";")[0] ?? "");
  return {
    status: response.status,
    cookies: set,
    text: `${response.status} ${decodeURIComponent(location)} ${await response.text()}`,
  };
}

/** Signs in by the form of an app. @returns the cookies of the session. @throws Fault `proof.not_signed_in` */
export async function signIn(
  door: WebDoor,
  credentials: { readonly email: string; readonly password: string },
): Promise<string> {
  const answer = await tryCredentials(door, credentials);
  const session = answer.cookies.find((cookie) => /session-token=./.test(cookie));
  if (session === undefined) throw fault("proof.not_signed_in", "The proof could not sign in.", { text: answer.text });
  return session;
}

export async function tryCredentials(
  door: WebDoor,
  credentials: { readonly email: string; readonly password: string },
): Promise<WebAnswer> {
  const first = await ask(door, "/api/auth/csrf");
  const { csrfToken } = JSON.parse(first.text.slice(first.text.indexOf("{"))) as { csrfToken: string };
  return ask(door, "/api/auth/callback/credentials", {
    method: "POST",
    cookie: first.cookies.join("; "),
    type: "application/x-www-form-urlencoded",
    body: new URLSearchParams({ csrfToken, ...credentials, json: "true" }).toString(),
  });
}
