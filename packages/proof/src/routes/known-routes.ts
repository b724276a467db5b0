import { randomBytes } from "node:crypto";
import { sealTicket } from "@outstation/api/ticket";
import { openSecretBox } from "@outstation/kit/secret-box";
import { comparable, wordsIn } from "../answers";
import type { Ask, Case } from "../procedures/case";
import { CASES } from "../procedures/cases";
import { listProcedures } from "../procedures/paths";
import type { Trial, WebDoor } from "../trial";
import { missingNames, type Names } from "../world/names";
import { ask, tryCredentials } from "./browser";

export type RouteTrial = Trial & {
  readonly door: WebDoor;
  /** The cookies of A's owner. */
  readonly cookie: string;
  readonly count: (what: string, leak: string | null) => void;
};
type RouteCase = (trial: RouteTrial) => Promise<void>;

/** The cookie in which a browser names the tenant it looks at. */
const TENANT_COOKIE = "outstation-tenant";
const under = (cookie: string, slug: string) => `${cookie}; ${TENANT_COOKIE}=${slug}`;
const told = ({ canaries }: Trial, text: string, echoed: readonly string[] = []) => {
  const found = canaries.find(text, echoed);
  return found && `told "${found}"`;
};
const apart = (theirs: string, nobodys: string) =>
  theirs === nobodys ? null : `"${theirs}" for another's, "${nobodys}" for none`;
const plain = (text: string, written: readonly string[]) => comparable({ ok: true, code: "", text }, written);

/** Everything that can be asked without a change, over HTTP: with another's names, and under another's name. */
const trpc: RouteCase = async (trial) => {
  const { door, cookie, count, a, b } = trial;
  const missing = missingNames();
  const get = (path: string, input: unknown, cookie: string) => {
    const json = input === undefined ? undefined : { json: input };
    const query = (value: object) => `input=${encodeURIComponent(JSON.stringify(value))}`;
    // What comes piece by piece is given to a batch only.
    if (path === "audit.export")
      return ask(door, `/api/trpc/${path}?batch=1&${query({ 0: json })}`, { cookie, inPieces: true });
    return ask(door, `/api/trpc/${path}${json === undefined ? "" : `?${query(json)}`}`, { cookie });
  };
  for (const { path, type } of listProcedures().filter(({ type }) => type === "query")) {
    const { asks, free } = (CASES as Readonly<Record<string, Case<unknown>>>)[path] ?? { asks: [] };
    for (const each of asks) {
      const asked = async (names: Names, slug: string) => {
        const input = (each as Ask<unknown>).ask(names, { own: a, fresh: "proof" });
        const { text } = await get(path, input, under(cookie, slug));
        return {
          told: told(trial, text, wordsIn(input)),
          text: plain(text, [...wordsIn(input), ...Object.values(names), slug]),
        };
      };
      const [theirs, nobodys] = [await asked(b.names, b.names.slug), await asked(missing, missing.slug)];
      // A question that is refused for another reason than the case says asks nothing.
      const wanted = each.outcome === "answered" ? '"result"' : `"${each.outcome}"`;
      const asks =
        theirs.text.includes(wanted) || path === "audit.export" ? null : `expected ${each.outcome}: ${theirs.text}`;
      count(`${path}: ${each.what}, under another's name`, apart(theirs.text, nobodys.text) ?? theirs.told ?? asks);
    }
    if (free === undefined) continue;
    const input = free.input({ own: a, fresh: "proof" });
    const said = (slug: string) => get(path, input, under(cookie, slug));
    const [theirs, nobodys] = [await said(b.names.slug), await said(missing.slug)];
    count(
      `${path}, under another's name`,
      apart(plain(theirs.text, [b.names.slug]), plain(nobodys.text, [missing.slug])) ?? told(trial, theirs.text),
    );
    if (type === "query" && !path.startsWith("signUp.")) {
      const signedOut = await get(path, input, "");
      count(
        `${path}, signed out`,
        signedOut.text.includes("session.required") ? told(trial, signedOut.text) : signedOut.text,
      );
    }
  }
  const batch = "devices.list,members.list,session.me,audit.verify";
  const { text } = await ask(door, `/api/trpc/${batch}?batch=1`, { cookie: under(cookie, b.names.slug) });
  count("many in one request, under another's name", told(trial, text));
  const change = async (names: Names) =>
    plain(
      (
        await ask(door, "/api/trpc/devices.setDesired", {
          ...{ method: "POST", cookie: under(cookie, names.slug), type: "application/json" },
          body: JSON.stringify({ json: { key: names.deviceKey, attributes: { taken: true } } }),
        })
      ).text,
      [names.deviceKey, names.slug],
    );
  count("a change of another's device", apart(await change(b.names), await change(missing)));
};

const auth: RouteCase = async (trial) => {
  const { door, cookie, count, a, b } = trial;
  const session = (given: string) => ask(door, "/api/auth/session", { cookie: given });
  count("the session of one's own cookie", told(trial, (await session(cookie)).text));
  const [name = "", value = ""] = cookie.split(/=(.*)/s);
  const forged = {
    "cut short": value.slice(0, -6),
    "changed inside": `${value.slice(0, 60)}${value[60] === "A" ? "B" : "A"}${value.slice(61)}`,
    "made of ids": Buffer.from(
      JSON.stringify({ sub: b.party.owner.accountId, sid: b.party.owner.session.sessionId }),
    ).toString("base64url"),
    "unsigned (alg none)": `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from(JSON.stringify({ sub: b.party.owner.accountId, sid: b.party.owner.session.sessionId })).toString("base64url")}.`,
  };
  for (const [what, cut] of Object.entries(forged)) {
    const { text } = await session(`${name}=${cut}`);
    count(`a session cookie ${what}`, text.includes("accountId") ? text : told(trial, text));
  }
  const nobody = `nobody-${a.party.mark}@proof.invalid`;
  const knock = async (email: string) =>
    plain((await tryCredentials(door, { email, password: a.party.password })).text, [email]);
  count("another's address with one's own password", apart(await knock(b.party.viewer.email), await knock(nobody)));
};

const audit: RouteCase = async (trial) => {
  const { door, cookie, count, b } = trial;
  const missing = missingNames();
  const csv = async (search: string, slug: string) => ask(door, `/api/audit${search}`, { cookie: under(cookie, slug) });
  const everything = await csv("", b.names.slug);
  const isCsv = everything.status === 200 && everything.text.includes("actor_name");
  count("the whole export, under another's name", isCsv ? told(trial, everything.text) : everything.text);
  for (const name of ["deviceKey", "email", "siteName", "slug"] as const) {
    const [theirs, nobodys] = [
      await csv(`?text=${encodeURIComponent(b.names[name])}`, b.names.slug),
      await csv(`?text=${encodeURIComponent(missing[name])}`, missing.slug),
    ];
    count(`searching for another's ${name}`, apart(theirs.text, nobodys.text) ?? told(trial, theirs.text));
  }
  const signedOut = await ask(door, "/api/audit", { cookie: `${TENANT_COOKIE}=${b.names.slug}` });
  count("signed out, under another's name", signedOut.status === 401 ? told(trial, signedOut.text) : signedOut.text);
};

const session: RouteCase = async ({ door, desk, count, b }) => {
  const type = "application/json";
  const their = b.party.viewer.session;
  const other = { clock: desk.clock, secrets: openSecretBox(randomBytes(32).toString("hex")) };
  const tickets = {
    "sealed with another key": sealTicket(other, their),
    "sealed for another purpose": Buffer.from(
      desk.secrets.seal(JSON.stringify({ ...their, until: 9e15 }), "oidc checks"),
    ).toString("base64url"),
    "in plain text": Buffer.from(JSON.stringify({ ...their, until: 9e15 })).toString("base64url"),
    "of no kind": "",
  };
  for (const [what, ticket] of Object.entries(tickets)) {
    const answer = await ask(door, "/api/session", { method: "POST", type, body: JSON.stringify({ ticket }) });
    count(
      `another's session by a ticket ${what}`,
      answer.status === 403 && answer.cookies.length === 0 ? null : answer.text,
    );
  }
  const form = await ask(door, "/api/session", {
    method: "POST",
    type: "text/plain",
    body: JSON.stringify({ ticket: sealTicket(desk, their) }),
  });
  count("a form of another site", form.status === 415 ? null : form.text);
};

/** A link to a file opens it without a session: one that is not sealed here, for this, says no more than that it is none. */
const exportFile: RouteCase = async ({ door, desk, count, a, b }) => {
  const get = (token: string, cookie?: string) =>
    ask(door, `/api/exports/${token}`, cookie === undefined ? {} : { cookie });
  const { tenantId, exportId: id } = b.names;
  const claimed = JSON.stringify({ tenantId, id, until: Date.now() + 3_600_000 });
  const other = openSecretBox(randomBytes(32).toString("hex"));
  const base64url = (bytes: Uint8Array | string) => Buffer.from(bytes).toString("base64url");
  const tokens = {
    "sealed with another key": base64url(other.seal(claimed, "export link")),
    "sealed for another purpose": base64url(desk.secrets.seal(claimed, "session ticket")),
    "in plain text": base64url(claimed),
    "that is its id": id,
  };
  const nobodys = await get("none");
  for (const [what, token] of Object.entries(tokens)) {
    const answer = await get(token);
    count(`another's file by a link ${what}`, answer.status === 404 ? apart(answer.text, nobodys.text) : answer.text);
  }
  const mixed = JSON.stringify({ tenantId: a.names.tenantId, id, until: Date.now() + 3_600_000 });
  const answer = await get(base64url(desk.secrets.seal(mixed, "export link")));
  count(
    "another's file under one's own tenant",
    answer.status === 404 ? apart(answer.text, nobodys.text) : answer.text,
  );
};

/** Where a company's people sign in is no secret: whoever types its short name is sent there. Nothing else of it may be told. */
const oidcStart: RouteCase = async (trial) => {
  const { door, count, b } = trial;
  const { text } = await ask(door, `/sign-in/oidc/${b.names.slug}`);
  count(
    "the provider of another",
    told(trial, text, [`${b.party.mark}.proof.invalid`, `client_id=${b.party.mark}`, b.names.slug]),
  );
  const nobodys = await ask(door, `/sign-in/oidc/${missingNames().slug}`);
  count("the provider of nobody", told(trial, nobodys.text));
};

const oidcBack: RouteCase = async (trial) => {
  const { door, count, b, desk } = trial;
  const path = "/sign-in/oidc/callback?code=guessed&state=state";
  const wanted = (await ask(door, path)).text;
  const other = openSecretBox(randomBytes(32).toString("hex"));
  const kept = JSON.stringify({
    tenantSlug: b.names.slug,
    checks: { state: "state", nonce: "n", codeVerifier: "v", fresh: false },
  });
  const sealed = {
    "sealed with another key": other.seal(kept, "oidc checks"),
    "sealed for another purpose": desk.secrets.seal(kept, "session ticket"),
    "in plain text": Buffer.from(kept),
  };
  for (const [what, bytes] of Object.entries(sealed)) {
    const answer = await ask(door, path, { cookie: `outstation-oidc=${Buffer.from(bytes).toString("base64url")}` });
    count(
      `a sign-in at another's provider, ${what}`,
      answer.cookies.some((each) => each.includes("session-token=")) ? "it signed in" : apart(answer.text, wanted),
    );
  }
};

/** Every route handler of the web apps, by its folder; one that is missing here fails the proof. */
export const KNOWN_ROUTES: Readonly<Record<"web" | "portal", Readonly<Record<string, RouteCase>>>> = {
  web: {
    "/api/trpc/[trpc]": trpc,
    "/api/auth/[...nextauth]": auth,
    "/api/audit": audit,
    "/api/exports/[token]": exportFile,
    "/api/session": session,
    "/sign-in/oidc/[tenant]": oidcStart,
    "/sign-in/oidc/callback": oidcBack,
  },
  portal: {
    "/api/trpc/[trpc]": trpc,
    "/api/auth/[...nextauth]": auth,
  },
};
