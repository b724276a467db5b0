import type { AppRouter } from "@outstation/api/root";
import type { Login } from "@outstation/local/platform";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import superjson from "superjson";

/** Signs in over HTTP as the browser does. @returns the cookies of the session. */
export async function signIn(url: string, { email, password }: Login): Promise<string> {
  const first = await fetch(`${url}/api/auth/csrf`);
  const { csrfToken } = (await first.json()) as { csrfToken: string };
  const answer = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded", cookie: cookiesOf(first) },
    body: new URLSearchParams({ csrfToken, email, password, json: "true" }),
  });
  const cookies = cookiesOf(answer);
  if (!cookies.includes("session-token")) throw new Error(`sign-in failed: ${answer.status} ${await answer.text()}`);
  return cookies;
}

const cookiesOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");

/** The API as a signed-in member calls it. */
export const apiOf = (url: string, cookie: string) =>
  createTRPCClient<AppRouter>({
    links: [httpBatchLink({ url: `${url}/api/trpc`, transformer: superjson, headers: { cookie } })],
  });
