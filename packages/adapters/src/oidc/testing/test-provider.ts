import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";
import { Agent, fetch } from "undici";

/** What the provider says of someone who signs in with this name. */
export type TestPerson = { readonly email?: string; readonly email_verified?: boolean; readonly name?: string };

export type TestProvider = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the provider says of whom, by login; a test may change it. */
  readonly people: Map<string, TestPerson>;
  /** Signs in there as a browser does, at the address a sign-in began with. @returns where the browser is sent back to. */
  signIn(url: string, login: string): Promise<string>;
  /** Gives up at the provider's login page. @returns where the browser is sent back to. */
  giveUp(url: string): Promise<string>;
  close(): Promise<void>;
};

export type TestProviderOptions = {
  readonly tls: { readonly certificate: string; readonly key: string };
  /** Trusted by the browser, PEM. */
  readonly ca: string;
  readonly redirectUri: string;
  /** How the client shows its secret. */
  readonly auth?: "client_secret_basic" | "client_secret_post";
  /** Whether the id token itself carries the address; otherwise it is asked for at the userinfo endpoint. */
  readonly claimsInIdToken?: boolean;
};

/** A real OpenID provider (`oidc-provider`, certified) on the loopback address, over TLS. */
export async function openTestProvider(options: TestProviderOptions): Promise<TestProvider> {
  const { tls, ca, redirectUri, auth = "client_secret_basic", claimsInIdToken = false } = options;
  const people = new Map<string, TestPerson>();
  const server = createServer({ cert: tls.certificate, key: tls.key });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [clientId, clientSecret] = ["outstation", randomBytes(24).toString("base64url")];
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        grant_types: ["authorization_code"],
        response_types: ["code"],
        token_endpoint_auth_method: auth,
        id_token_signed_response_alg: "ES256",
      },
    ],
    clientAuthMethods: [auth],
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), use: "sig", alg: "ES256" } as never] },
    cookies: { keys: [randomBytes(32).toString("hex")] },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    conformIdTokenClaims: !claimsInIdToken,
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...people.get(sub) }) }),
    pkce: { required: () => true },
    ttl: { Interaction: 60, Session: 60, Grant: 60, AccessToken: 60, IdToken: 60, AuthorizationCode: 60 },
  });
  const handle = provider.callback();
  server.on("request", (request, response) => void handle(request, response));
  const browse = (url: string) => openBrowser(ca, redirectUri, url);
  return {
    issuer,
    clientId,
    clientSecret,
    people,
    signIn: async (url, login) => {
      const browser = await browse(url);
      // Its login page, then its page of consent.
      for (const form of [{ prompt: "login", login, password: "any" }, { prompt: "consent" }])
        if (browser.backAt() === null) await browser.submit(form);
      return browser.backAt() ?? fail(`the provider did not send the browser back: ${browser.page()}`);
    },
    giveUp: async (url) => {
      const browser = await browse(url);
      await browser.follow(/href="([^"]+\/abort)"/.exec(browser.page())?.[1] ?? fail("the page has no way out"));
      return browser.backAt() ?? fail("the provider did not send the browser back");
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function fail(why: string): never {
  throw new Error(why);
}

/** Follows redirects with cookies, as far as the address that is ours. */
async function openBrowser(ca: string, ours: string, start: string) {
  const dispatcher = new Agent({ connect: { ca } });
  const cookies = new Map<string, string>();
  let page = "";
  let back: string | null = null;
  const follow = async (start: string, body?: URLSearchParams) => {
    let [url, form] = [start, body];
    while (!url.startsWith(ours)) {
      const response = await fetch(url, {
        dispatcher,
        redirect: "manual",
        ...(form ? { method: "POST", body: form } : {}),
        headers: { cookie: [...cookies].map((pair) => pair.join("=")).join("; ") },
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        cookies.set(name, value);
      }
      page = await response.text();
      const next = response.headers.get("location");
      if (next === null) return;
      [url, form] = [new URL(next, url).href, undefined];
    }
    back = url;
  };
  await follow(start);
  return {
    follow,
    page: () => page,
    backAt: (): string | null => back,
    submit: async (fields: Record<string, string>) =>
      follow(/action="([^"]+)"/.exec(page)?.[1] ?? fail(`the page has no form: ${page}`), new URLSearchParams(fields)),
  };
}
