import { commonNameOf } from "@outstation/contracts/mqtt/identity";
import type { Enrolled } from "../devices/enrol";
import { dial } from "../devices/link";
import { type Credentials, foreignAuthority, newKeyRequest, selfSigned } from "../devices/x509";
import type { Authority, LiveTrial } from "../trial";
import { until } from "../world/live";

/** Names that would become a rule for everyone where a broker puts them into a topic. */
const WILD = ["+.+", "#.#", "+.#", "#", "+", "/.x", "a/b.c"];
const DAY_MS = 86_400_000;

/** Certificates that we did not issue, no longer stand by, or should never issue: none opens the broker. */
export async function tryCertificates(trial: LiveTrial, authority: Authority | null): Promise<void> {
  const { tally, fleets } = trial;
  const their = commonNameOf(fleets.b.own.identity);
  const wild = [...WILD, `${fleets.b.own.identity.tenant}.+`];
  const foreign = await foreignAuthority();
  const shown: [what: string, names: readonly string[], credentials: Credentials][] = [];
  for (const name of [their, ...wild]) {
    shown.push(["of a foreign authority", [name], await foreign.forge([name])]);
    shown.push(["that vouches for itself", [name], await selfSigned([name])]);
  }
  const two = [commonNameOf(fleets.a.own.identity), their];
  shown.push(["of a foreign authority", two, await foreign.forge(two)]);
  if (authority !== null) shown.push(...(await oursButWrong(trial, authority, [...wild, their], two)));

  for (const [what, names, credentials] of shown) {
    const clientId = names.at(-1) ?? "";
    for (const as of new Set([clientId, commonNameOf(fleets.a.own.identity)]))
      tally.attempt(
        "certificates",
        `one ${what} for ${names.join(" and ")}, as ${as}`,
        await isRefused(fleets.a.own, credentials, as),
      );
  }
  const without = { cert: "", key: "" };
  tally.attempt("certificates", "none at all", await isRefused(fleets.a.own, without, their));
  await tryRevoked(trial);
  if (authority !== null) await trySigner(trial, authority, wild);
  else
    tally.note(
      "Certificates that only the authority's own key could make (expired, unregistered, with + # /) are tried in tests: this process does not have it.",
    );
}

async function isRefused(device: Enrolled, credentials: Credentials, clientId: string): Promise<string | null> {
  const link = await dial(device, { credentials, clientId });
  link?.end();
  return link === null ? null : "the broker let it in";
}

/** Signed by the very authority that the broker trusts, and wrong all the same. */
async function oursButWrong(
  { fleets }: LiveTrial,
  authority: Authority,
  names: readonly string[],
  two: readonly string[],
): Promise<[string, readonly string[], Credentials][]> {
  const identity = fleets.b.own.identity;
  const expired = async (now: number): Promise<Credentials> => {
    const { certificateRequest, key } = await newKeyRequest();
    const { pem } = await authority.issue({ certificateRequest, identity, now });
    return { cert: [pem, authority.chain()[0]].join("\n"), key };
  };
  return [
    ["of ours that ended yesterday", [commonNameOf(identity)], await expired(Date.now() - 91 * DAY_MS)],
    ["of ours that is not on the register", [commonNameOf(identity)], await expired(Date.now())],
    ...(await Promise.all(
      names.map(
        async (name): Promise<[string, readonly string[], Credentials]> => [
          "signed by our own key",
          [name],
          await authority.signAs([name]),
        ],
      ),
    )),
    ["signed by our own key", two, await authority.signAs(two)],
  ];
}

/** Good until it is revoked, cut within seconds, and not let in again. */
async function tryRevoked({ tally, fleets, a }: LiveTrial): Promise<void> {
  const link = await dial(fleets.a.revoked);
  if (link === null) return tally.attempt("certificates", "one that is revoked later", "it was not let in before");
  const line = (await a.call.certificates.list()).find(
    ({ deviceKey }) => deviceKey === fleets.a.revoked.identity.device,
  );
  await a.call.certificates.revoke({ serial: line?.serial ?? "", reason: "keyCompromise" });
  const cut = await until("a revoked device to be cut off", async () => !link.isOpen(), 10_000).then(
    () => null,
    () => "its connection stayed for 10 s",
  );
  link.end();
  tally.attempt("certificates", "one that was revoked while it was connected", cut);
  tally.attempt(
    "certificates",
    "one that was revoked, again",
    await isRefused(fleets.a.revoked, fleets.a.revoked.credentials, commonNameOf(fleets.a.revoked.identity)),
  );
}

/** The authority refuses to put such a name into a certificate at all. */
async function trySigner({ tally, fleets }: LiveTrial, authority: Authority, wild: readonly string[]): Promise<void> {
  const { certificateRequest } = await newKeyRequest();
  const { tenant } = fleets.b.own.identity;
  const identities = [
    ...wild.map((device) => ({ tenant, device })),
    ...["+", "#", "a/b", "", "A", "-a-", "a.b"].map((odd) => ({ tenant: odd, device: "x" })),
    ...["x,O=Other", 'x"', "x\n", "x+CN=y", "ü"].map((device) => ({ tenant, device })),
  ];
  for (const identity of identities) {
    const leak = await authority.issue({ certificateRequest, identity, now: Date.now() }).then(
      () => "the authority signed it",
      (reason: { code?: string }) => (reason.code === "certificate_request.invalid" ? null : String(reason)),
    );
    tally.attempt("certificates", `asking the authority for ${JSON.stringify(identity)}`, leak);
  }
}
