import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OidcProvider } from "@outstation/domain/ports";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createGuardedFetch } from "../http";
import { openFileSigner } from "../signer";
import { openOidc } from ".";
import { openTestProvider, type TestProvider } from "./testing";

// Promise: whom a provider vouches for is who signed in there, in this browser, just now.

const REDIRECT = "https://app.example/sign-in/oidc/callback";
const folder = mkdtempSync(join(tmpdir(), "outstation-oidc-"));
let ca: string;
let tls: { certificate: string; key: string };
beforeAll(async () => {
  const { platform } = await openFileSigner(folder, Date.now);
  ca = platform.root;
  tls = await platform.serverFor(["127.0.0.1"]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const oidcFor = (...origins: string[]) => openOidc(createGuardedFetch({ allowedOrigins: origins, ca }), Date.now);
const asked = { redirectUri: REDIRECT, fresh: false };

describe.each([
  { auth: "client_secret_basic", claimsInIdToken: false },
  { auth: "client_secret_post", claimsInIdToken: true },
] as const)("a provider with $auth, address in the id token: $claimsInIdToken", (options) => {
  let provider: TestProvider;
  beforeAll(async () => {
    provider = await openTestProvider({ tls, ca, redirectUri: REDIRECT, ...options });
    provider.people.set("ada", { email: "Ada@Example.com", email_verified: true, name: "Ada Lovelace" });
    provider.people.set("bob", { email: "bob@example.com" });
  });
  afterAll(() => provider?.close());

  test("says who someone is", async () => {
    const oidc = oidcFor(provider.issuer);
    const { url, checks } = await oidc.begin(provider, asked);
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
      response_type: "code",
      code_challenge_method: "S256",
      state: checks.state,
      nonce: checks.nonce,
    });
    expect(url).not.toContain(checks.codeVerifier);
    expect(await oidc.finish(provider, await provider.signIn(url, "ada"), checks)).toEqual({
      subject: "ada",
      email: "ada@example.com",
      emailVerified: true,
      name: "Ada Lovelace",
      authenticatedAt: null,
    });
  });

  test("does not vouch for an address it has not verified", async () => {
    const oidc = oidcFor(provider.issuer);
    const { url, checks } = await oidc.begin(provider, asked);
    const person = await oidc.finish(provider, await provider.signIn(url, "bob"), checks);
    expect(person).toMatchObject({ email: "bob@example.com", emailVerified: false, name: null });
  });

  test("says when it had proof, where a fresh one was asked for", async () => {
    const oidc = oidcFor(provider.issuer);
    const { url, checks } = await oidc.begin(provider, { ...asked, fresh: true });
    expect(new URL(url).searchParams.get("prompt")).toBe("login");
    const { authenticatedAt } = await oidc.finish(provider, await provider.signIn(url, "ada"), checks);
    expect(Math.abs((authenticatedAt ?? 0) - Date.now())).toBeLessThan(10_000);
  });

  test("is not believed to have asked again when the browser took that wish out of the question", async () => {
    const oidc = oidcFor(provider.issuer);
    const { url, checks } = await oidc.begin(provider, { ...asked, fresh: true });
    const tampered = new URL(url);
    for (const name of ["prompt", "max_age"]) tampered.searchParams.delete(name);
    const answer = await provider.signIn(tampered.href, "ada");
    await expect(oidc.finish(provider, answer, checks)).rejects.toMatchObject({ code: "oidc.refused" });
  });

  test("gives its answer to the browser that asked, once", async () => {
    const oidc = oidcFor(provider.issuer);
    const [mine, other] = [await oidc.begin(provider, asked), await oidc.begin(provider, asked)];
    const answer = await provider.signIn(mine.url, "ada");
    const refused = { code: "oidc.refused" };
    await expect(oidc.finish(provider, answer, other.checks)).rejects.toMatchObject(refused);
    const { checks } = mine;
    const wrong = { ...checks, codeVerifier: other.checks.codeVerifier };
    await expect(oidc.finish(provider, answer, wrong)).rejects.toMatchObject(refused);
    const second = await oidc.begin(provider, asked);
    const secondAnswer = await provider.signIn(second.url, "ada");
    const replayed = { ...second.checks, nonce: checks.nonce };
    await expect(oidc.finish(provider, secondAnswer, replayed)).rejects.toMatchObject(refused);
    const third = await oidc.begin(provider, asked);
    const thirdAnswer = await provider.signIn(third.url, "ada");
    await oidc.finish(provider, thirdAnswer, third.checks);
    await expect(oidc.finish(provider, thirdAnswer, third.checks)).rejects.toMatchObject(refused);
  });

  test("is refused with its own reason when the person gives up, or the secret is wrong", async () => {
    const oidc = oidcFor(provider.issuer);
    const { url, checks } = await oidc.begin(provider, asked);
    await expect(oidc.finish(provider, await provider.giveUp(url), checks)).rejects.toMatchObject({
      code: "oidc.refused",
      publicMessage: expect.stringContaining("aborted"),
    });
    const begun = await oidc.begin(provider, asked);
    const wrong = { ...provider, clientSecret: "wrong" };
    const answer = await provider.signIn(begun.url, "ada");
    await expect(oidc.finish(wrong, answer, begun.checks)).rejects.toMatchObject({ code: "oidc.refused" });
  });

  test("describes itself for the test button", async () => {
    expect(await oidcFor(provider.issuer).describe(provider)).toEqual({
      authorizationEndpoint: `${provider.issuer}/auth`,
    });
  });

  test("is not reached on this machine unless the configuration allows it, nor without its certificate's authority", async () => {
    await expect(oidcFor().begin(provider, asked)).rejects.toMatchObject({ code: "oidc.address_refused" });
    const untrusting = openOidc(createGuardedFetch({ allowedOrigins: [provider.issuer] }), Date.now);
    await expect(untrusting.begin(provider, asked)).rejects.toMatchObject({ code: "oidc.unreachable" });
  });
});

describe("what is no provider", () => {
  let server: Server;
  let origin: string;
  let asks = 0;
  beforeAll(async () => {
    server = createServer({ cert: tls.certificate, key: tls.key }, (_request, response) => {
      asks += 1;
      response.setHeader("content-type", "application/json");
      // Someone else's issuer: a provider that lies about who it is.
      response.end(JSON.stringify({ issuer: "https://accounts.example", authorization_endpoint: `${origin}/auth` }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server?.closeAllConnections();
    server?.close();
  });
  const at = (issuer: string): OidcProvider => ({ issuer, clientId: "a", clientSecret: "b" });

  test("is told as unreachable, and asked again the next time", async () => {
    const oidc = oidcFor(origin);
    for (let time = 0; time < 2; time++)
      await expect(oidc.begin(at(origin), asked)).rejects.toMatchObject({ code: "oidc.unreachable" });
    expect(asks).toBe(2);
  });

  test.each(["nonsense", "http://accounts.example", "https://10.0.0.1", "https://169.254.169.254/latest"])(
    "%s is not even asked",
    async (issuer) => {
      await expect(oidcFor().begin(at(issuer), asked)).rejects.toMatchObject({
        code: /oidc\.(unreachable|address_refused)/,
      });
    },
  );
});
