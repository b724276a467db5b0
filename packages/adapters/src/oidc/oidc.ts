import type { Oidc, OidcProvider } from "@outstation/domain/ports";
import { Fault, fault } from "@outstation/kit/fault";
import * as client from "openid-client";
import type { RequestInit } from "undici";
import type { GuardedFetch } from "../http";
import { toPerson } from "./person";

/** A provider's own description is asked for again after this long: its keys change. */
const FRESH_MS = 10 * 60_000;
const CACHED_MAX = 200;
/** How old a proof may be where a fresh one was asked for, seconds. */
const PROOF_AGE_S = 300;

type Cached = { readonly at: number; readonly configuration: Promise<client.Configuration> };

/** Sign-in at a tenant's own OpenID provider: authorization code with PKCE (S256), state and nonce. */
export function openOidc(fetch: GuardedFetch, now: () => number): Oidc {
  const cache = new Map<string, Cached>();

  const configurationOf = (provider: OidcProvider): Promise<client.Configuration> => {
    const key = JSON.stringify([provider.issuer, provider.clientId, provider.clientSecret]);
    const cached = cache.get(key);
    if (cached !== undefined && now() - cached.at < FRESH_MS) return cached.configuration;
    const configuration = discover(fetch, provider);
    cache.delete(key);
    cache.set(key, { at: now(), configuration });
    for (const oldest of cache.keys()) if (cache.size > CACHED_MAX) cache.delete(oldest);
    configuration.catch(() => cache.delete(key));
    return configuration;
  };

  return {
    describe: async (provider) => {
      const { authorization_endpoint } = (await discover(fetch, provider)).serverMetadata();
      if (authorization_endpoint === undefined) throw unreachable("it names no address to sign in at");
      return { authorizationEndpoint: authorization_endpoint };
    },
    begin: async (provider, { redirectUri, fresh }) => {
      const configuration = await configurationOf(provider);
      const checks = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        codeVerifier: client.randomPKCECodeVerifier(),
        fresh,
      };
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: "openid email profile",
        state: checks.state,
        nonce: checks.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(checks.codeVerifier),
        code_challenge_method: "S256",
        // `max_age` makes a provider say when it last had proof (OpenID Connect Core, 3.1.2.1).
        ...(fresh ? { prompt: "login", max_age: String(PROOF_AGE_S) } : {}),
      });
      return { url: url.href, checks };
    },
    finish: async (provider, callbackUrl, checks) => {
      const configuration = await configurationOf(provider);
      try {
        const tokens = await client.authorizationCodeGrant(configuration, new URL(callbackUrl), {
          expectedState: checks.state,
          expectedNonce: checks.nonce,
          pkceCodeVerifier: checks.codeVerifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) throw refusedBy("it gave no id token");
        if (checks.fresh) requireFreshProof(configuration, claims.auth_time, now());
        // Providers put the address into the id token or only behind the userinfo endpoint.
        const more =
          claims.email === undefined && configuration.serverMetadata().userinfo_endpoint !== undefined
            ? await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)
            : {};
        return toPerson({ ...more, ...claims });
      } catch (cause) {
        throw cause instanceof Fault ? cause : asRefusal(cause);
      }
    },
  };
}

/**
 * The question went through the browser, which could have taken the wish for a fresh proof out of it. A provider that knows
 * of `auth_time` is held to it; of one that does not, more cannot be had.
 */
function requireFreshProof(configuration: client.Configuration, authTime: unknown, now: number): void {
  if (typeof authTime === "number") {
    if (now / 1000 - authTime > PROOF_AGE_S) throw refusedBy("it did not ask you to sign in again");
    return;
  }
  if (configuration.serverMetadata().claims_supported?.includes("auth_time"))
    throw refusedBy("it did not say when you signed in there");
}

async function discover(fetch: GuardedFetch, provider: OidcProvider): Promise<client.Configuration> {
  const { issuer, clientId, clientSecret } = provider;
  if (!URL.canParse(issuer)) throw unreachable("its issuer is no URL");
  const options = { [client.customFetch]: (url: string, init: unknown) => fetch(url, init as RequestInit) } as object;
  return client
    .discovery(new URL(issuer), clientId, undefined, clientAuthOf(clientSecret), options)
    .catch((cause: unknown) => {
      throw asFault(cause);
    });
}

/** As the provider wishes; where it does not say, the secret goes into the header (OpenID Connect Discovery 1.0, 3). */
function clientAuthOf(clientSecret: string): client.ClientAuth {
  const [basic, post] = [client.ClientSecretBasic(clientSecret), client.ClientSecretPost(clientSecret)];
  return (server, metadata, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    const authenticate = methods.includes("client_secret_basic") ? basic : post;
    authenticate(server, metadata, body, headers);
  };
}

const unreachable = (why: string, cause?: unknown) =>
  fault("oidc.unreachable", `The sign-in provider could not be reached: ${why}.`, {}, cause);
const refusedBy = (why: string, cause?: unknown) =>
  fault("oidc.refused", `The sign-in provider refused: ${why}.`, {}, cause);

function asFault(cause: unknown): Fault {
  for (let reason = cause; reason instanceof Error; reason = reason.cause)
    if (reason instanceof Fault && reason.code === "outbound.address_refused")
      return fault("oidc.address_refused", reason.publicMessage, {}, cause);
  return unreachable("it did not answer as an OpenID provider does", cause);
}

function asRefusal(cause: unknown): Fault {
  const { error, error_description } = cause as { error?: unknown; error_description?: unknown };
  const reason = [error_description, error].find((text) => typeof text === "string" && text !== "");
  return refusedBy(reason === undefined ? "its answer does not fit the question" : sentenceOf(String(reason)), cause);
}

/** A provider's own words, as they may stand in a sentence of ours. */
const sentenceOf = (text: string): string =>
  text
    .replaceAll(/\p{C}/gu, " ")
    .replace(/[.\s]+$/, "")
    .slice(0, 200);
