import { fault } from "@outstation/kit/fault";
import { NextRequest } from "next/server";
import { getToken } from "next-auth/jwt";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Authenticate, callerOf, openSession, sessionCookie } from "./session";

const SECRET = "a secret of this test";
beforeEach(() => {
  vi.stubEnv("NEXTAUTH_SECRET", SECRET);
  vi.stubEnv("NEXTAUTH_URL", "http://127.0.0.1:3000");
});
afterEach(() => vi.unstubAllEnvs());

const ref = { accountId: "an account", sessionId: "a session" };
const headersOf = (forwarded: string | null) => ({
  get: (name: string) => (name === "x-forwarded-for" ? forwarded : null),
});

// Promise: whoever writes a header of their own does not choose under which address their guesses are counted.
test.each([
  [null, 1, null],
  ["192.0.2.1", 1, "192.0.2.1"],
  ["192.0.2.66, 192.0.2.1", 1, "192.0.2.1"],
  ["192.0.2.66, 192.0.2.1, 10.0.0.1", 2, "192.0.2.1"],
  ["192.0.2.1", 2, "192.0.2.1"],
])("%s behind %i proxies is %s", (forwarded, proxies, address) => {
  vi.stubEnv("TRUSTED_PROXIES", String(proxies));
  expect(callerOf(headersOf(forwarded)).address).toBe(address);
});

test.each([
  ["http://127.0.0.1:3000", "next-auth.session-token", false],
  ["https://app.example", "__Secure-next-auth.session-token", true],
])("at %s the cookie is one that next-auth reads as its own", async (url, name, secure) => {
  vi.stubEnv("NEXTAUTH_URL", url);
  const cookie = await sessionCookie(ref);
  expect(cookie).toMatchObject({ name, options: { httpOnly: true, sameSite: "lax", path: "/", secure } });
  const req = new NextRequest(url, { headers: { cookie: `${cookie.name}=${cookie.value}` } });
  expect(await getToken({ req, secret: SECRET })).toMatchObject({ sub: ref.accountId, sid: ref.sessionId });
  expect(await getToken({ req, secret: "another secret" }).catch(() => null)).toBeNull();
});

describe("next-auth", () => {
  const optionsWith = (authenticate: Authenticate, end = vi.fn()) => ({
    end,
    options: openSession(authenticate, end).authOptions,
  });
  type Provider = { options: { authorize(given: object, request: object): Promise<unknown> } };
  const authorizeBy = (authenticate: Authenticate, given: object) => {
    const [provider] = optionsWith(authenticate).options.providers as unknown as Provider[];
    return provider?.options.authorize(given, { headers: { "x-forwarded-for": "192.0.2.1", "user-agent": "browser" } });
  };

  test("hands on what was typed, and who typed it", async () => {
    const authenticate = vi.fn(async () => ref);
    const given = { email: "a@example.com", password: "p", code: "" };
    expect(await authorizeBy(authenticate, given)).toEqual({ id: ref.accountId, sessionId: ref.sessionId });
    expect(authenticate).toHaveBeenCalledWith(
      { email: "a@example.com", password: "p", code: null },
      { address: "192.0.2.1", userAgent: "browser" },
    );
  });

  test("tells a fault's own words, and nothing of what else goes wrong", async () => {
    const wordsOf = (reason: Error) =>
      authorizeBy(() => Promise.reject(reason), { email: "a", password: "p" })?.catch((said: Error) =>
        JSON.parse(said.message),
      );
    expect(await wordsOf(fault("totp.required", "Enter the code.", { secret: "x" }))).toEqual({
      code: "totp.required",
      message: "Enter the code.",
    });
    expect(await wordsOf(new Error("connection to 10.0.0.1 refused"))).toMatchObject({ code: "sign_in.unavailable" });
    expect(JSON.stringify(await wordsOf(new Error("connection to 10.0.0.1 refused")))).not.toContain("10.0.0.1");
  });

  test("ends the session's row when its person signs out", async () => {
    const { options, end } = optionsWith(async () => ref);
    const token = { sub: ref.accountId, sid: ref.sessionId };
    await options.events?.signOut?.({ token, session: {} as never });
    expect(end).toHaveBeenCalledWith(ref);
  });
});
