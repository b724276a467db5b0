import type { Oidc, OidcPerson, OidcProvider } from "@outstation/domain/ports";
import { Fault, fault } from "@outstation/kit/fault";
import * as client from "openid-client";
import type { RequestInit } from "undici";
import type { GuardedFetch } from "../http";

/** A provider's own description is asked for again after this long: its keys change. */
const FRESH_MS = 10 * 60_000;

type Cached = { readonly at: number; readonly configuration: Promise<client.Configuration> };

/** Sign-in at a tenant's own OpenID provider: authorization code with PKCE (S256), state and nonce. */
export function openOidc(fetch: GuardedFetch, now: () => number): Oidc {
  const cache = new Map<string, Cached>();

  const discover = async ({ issuer, clientId, clientSecret }: OidcProvider): Promise<client.Configuration> => {
    if (!URL.canParse(issuer)) throw unreachable("its issuer is no URL");
    const options = { [client.customFetch]: (url: string, init: unknown) => fetch(url, init as RequestInit) } as object;
    return client.discovery(new URL(issuer), clientId, clientSecret, undefined, options).catch((cause: unknown) => {
      throw asFault(cause);
    });
  };

  const configurationOf = (provider: OidcProvider): Promise<client.Configuration> => {
    const key = JSON.stringify([provider.issuer, provider.clientId, provider.clientSecret]);
    const cached = cache.get(key);
    if (cached !== undefined && now() - cached.at < FRESH_MS) return cached.configuration;
    const configuration = discover(provider);
    cache.set(key, { at: now(), configuration });
    configuration.catch(() => cache.delete(key));
    return configuration;
  };

  return {
    begin: async (provider, redirectUri) => {
      const configuration = await configurationOf(provider);
      const checks = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        codeVerifier: client.randomPKCECodeVerifier(),
      };
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: "openid email profile",
        state: checks.state,
        nonce: checks.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(checks.codeVerifier),
        code_challenge_method: "S256",
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

function toPerson(claims: Record<string, unknown> & { readonly sub: string }): OidcPerson {
  const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);
  return {
    subject: claims.sub,
    email: text(claims.email),
    emailVerified: claims.email_verified === true,
    name: text(claims.name),
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
  const { error, error_description } = cause as { error?: string; error_description?: string };
  return refusedBy(error_description ?? error ?? "its answer does not fit the question", cause);
}
