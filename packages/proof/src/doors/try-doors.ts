import { sign } from "node:crypto";
import { lateRenewalProof } from "@outstation/contracts/edge/enrolment";
import { commonNameOf } from "@outstation/contracts/mqtt/identity";
import { comparable } from "../answers";
import { enrol } from "../devices/enrol";
import { type DoorAnswer, post } from "../devices/post";
import { foreignAuthority, newKeyRequest, revocationUrlOf, selfSigned } from "../devices/x509";
import type { LiveTrial } from "../trial";
import { devicesOf } from "../world/fill";
import { almost, missingNames } from "../world/names";
import { DEVICE_ROUTES } from "./known-doors";

type Doors = { readonly enrolment: string; readonly renewal: string; readonly ca: string };

/** Claim tokens, certificates and renewals that are another's, at the doors for devices. */
export async function tryDoors(trial: LiveTrial): Promise<void> {
  const { a, fleets } = trial;
  const claim = a.claims.get(a.names.gatewayKey);
  const { renewalUrl, ca } = fleets.a.own;
  if (claim === undefined || renewalUrl === undefined)
    return trial.tally.missing("device doors: no claim, or no door for renewals");
  const doors = { enrolment: claim.enrolmentUrl, renewal: renewalUrl, ca };
  await tryKnown(trial, doors);
  await tryTokens(trial, doors);
  await tryLateRenewal(trial, doors);
  await tryRenewal(trial, doors);
  await tryFirmware(trial, doors);
  await tryRevocations(trial);
  const enrolled = await enrol(claim, commonNameOf(fleets.b.own.identity));
  const isOwn = commonNameOf(enrolled.identity) === `${a.names.slug}.${a.names.gatewayKey}`;
  trial.tally.attempt(
    "device doors",
    "a request that asks for another's name, with one's own claim",
    isOwn ? null : commonNameOf(enrolled.identity),
  );
}

/** Each door says at an unknown path what it answers at. */
async function tryKnown({ tally, fleets }: LiveTrial, doors: Doors): Promise<void> {
  for (const door of ["enrolment", "renewal"] as const) {
    const credentials = door === "renewal" ? fleets.a.own.credentials : undefined;
    const { text } = await post(`${doors[door]}/v1/no-such`, {}, { ca: doors.ca, credentials });
    const named: readonly string[] = text.match(/\/v\d+\/[\w/-]+/g) ?? [];
    for (const path of named) if (!(path in DEVICE_ROUTES)) tally.missing(`device door ${path}`);
    const missing = Object.entries(DEVICE_ROUTES).filter(([path, at]) => at === door && !named.includes(path));
    for (const [path] of missing) tally.missing(`device door ${path}, which is not answered`);
  }
}

async function tryTokens(trial: LiveTrial, doors: Doors): Promise<void> {
  const { tally, a, b, canaries } = trial;
  const { certificateRequest } = await newKeyRequest();
  const missing = missingNames();
  const secretOf = (token: string) => token.slice(token.indexOf(".") + 1);
  const spent = b.claims.get(devicesOf(b.party).own)?.token ?? "";
  const tokens = {
    "nearly another's": almost(b.names.claimToken),
    "another's secret under one's own name": `${a.names.slug}.${secretOf(b.names.claimToken)}`,
    "one's own secret under another's name": `${b.names.slug}.${secretOf(a.names.claimToken)}`,
    "another's that was used": spent,
    "another's without its name": `.${secretOf(b.names.claimToken)}`,
    "another's invitation": `${b.names.slug}.${b.names.invitationToken}`,
  };
  const asked = async (path: string, token: string) => {
    const body =
      path === "/v1/enrol"
        ? { token, certificateRequest }
        : { token, step: "connect", ok: false, detail: a.party.mark };
    const { status, text } = await post(`${doors.enrolment}${path}`, body, { ca: doors.ca });
    return {
      told: canaries.find(text, [token]),
      said: comparable({ ok: false, code: "", text: `${status} ${text}` }, [token]),
    };
  };
  for (const path of ["/v1/enrol", "/v1/enrol/report"]) {
    const nobodys = await asked(path, missing.claimToken);
    for (const [what, token] of Object.entries(tokens)) {
      // Whoever was enrolled with a claim goes on to report under it: only its being spent is another matter.
      if (token === spent && path !== "/v1/enrol") continue;
      const theirs = await asked(path, token);
      const apart =
        theirs.said === nobodys.said && theirs.said.startsWith("403")
          ? null
          : `"${theirs.said}", and "${nobodys.said}" for none`;
      tally.attempt(
        "device doors",
        `${path}: a claim token, ${what}`,
        apart ?? (theirs.told && `told "${theirs.told}"`),
      );
    }
  }
}

/** With the certificate of another, which is no secret, and a signature that is not its key's. */
async function tryLateRenewal({ tally, fleets }: LiveTrial, doors: Doors): Promise<void> {
  const { certificateRequest } = await newKeyRequest();
  const foreign = await (await foreignAuthority()).forge([commonNameOf(fleets.b.own.identity)]);
  const [leaf = ""] = foreign.cert.split(/(?<=-----END CERTIFICATE-----)/);
  const asked = async (certificate: string, key: string) => {
    const proof = sign("sha256", lateRenewalProof(certificateRequest), key).toString("base64");
    const { status, text } = await post(
      `${doors.enrolment}/v1/renew-late`,
      { certificate, certificateRequest, proof },
      { ca: doors.ca },
    );
    return `${status} ${text}`;
  };
  const attempts = {
    "another's certificate, one's own key": await asked(fleets.b.own.certificate, fleets.a.own.credentials.key),
    "a forged certificate of another, its own key": await asked(leaf.trim(), foreign.key),
    "another's certificate, a forger's key": await asked(fleets.b.own.certificate, foreign.key),
  };
  const wanted = await asked((await selfSigned(["x.y"])).cert, fleets.a.own.credentials.key);
  for (const [what, said] of Object.entries(attempts))
    tally.attempt(
      "device doors",
      `/v1/renew-late: ${what}`,
      said === wanted && said.startsWith("403") ? null : `"${said}", and "${wanted}" for none`,
    );
}

/** The file of another's update, asked for with one's own certificate, and with one that was revoked. */
async function tryFirmware({ tally, a, b, fleets }: LiveTrial, doors: Doors): Promise<void> {
  const asked = async (updateId: string, credentials: LiveTrial["fleets"]["a"]["own"]["credentials"]) => {
    const url = `${doors.renewal}/v1/firmware/${updateId}`;
    const answer = await post(url, {}, { ca: doors.ca, credentials, method: "GET" }).catch(() => null);
    return answer === null ? "shut" : `${answer.status} ${answer.text}`;
  };
  const mine = fleets.a.own.credentials;
  const nobodys = await asked(missingNames().updateId, mine);
  const theirs = {
    "another tenant's update": await asked(b.names.updateId, mine),
    "the update of another device of one's own": await asked(a.names.updateId, mine),
  };
  for (const [what, said] of Object.entries(theirs))
    tally.attempt(
      "device doors",
      `/v1/firmware/: ${what}`,
      said === nobodys && said.startsWith("404") ? null : `"${said}", and "${nobodys}" for none`,
    );
  const revoked = await asked(a.names.updateId, fleets.a.revoked.credentials);
  tally.attempt(
    "device doors",
    "/v1/firmware/: with a certificate that was revoked",
    /^(shut|403)/.test(revoked) ? null : revoked,
  );
}

/** The list is everyone's to read: serials of what was revoked, and nothing of what was not. */
async function tryRevocations({ tally, fleets, canaries }: LiveTrial): Promise<void> {
  const url = revocationUrlOf(fleets.a.own.certificate);
  const list = url === null ? null : await fetch(url).catch(() => null);
  if (url === null || list === null || !list.ok)
    return tally.note(`The list of revocations could not be read at ${url}.`);
  const der = Buffer.from(await list.arrayBuffer());
  const told = canaries.find(der.toString("hex")) ?? canaries.find(der.toString("latin1"));
  tally.attempt(
    "device doors",
    `${new URL(url).pathname}: what it tells of another's devices`,
    told && `told "${told}"`,
  );
  for (const path of ["/crl/", "/crl/../issuing.key", "/"]) {
    const other = await fetch(new URL(path, url));
    tally.attempt(
      "device doors",
      `${path}, where the list of revocations is`,
      other.status === 404 ? null : `${other.status}`,
    );
  }
}

async function tryRenewal({ tally, fleets, canaries }: LiveTrial, doors: Doors): Promise<void> {
  const their = commonNameOf(fleets.b.own.identity);
  const { certificateRequest } = await newKeyRequest(their);
  const asked = (credentials: { cert: string; key: string } | undefined): Promise<DoorAnswer | null> =>
    post(`${doors.renewal}/v1/renew`, { certificateRequest }, { ca: doors.ca, credentials }).catch(() => null);
  const foreign = await foreignAuthority();
  const shut = {
    "without a certificate": undefined,
    "with one of a foreign authority": await foreign.forge([their]),
    "with one that vouches for itself": await selfSigned([their]),
  };
  for (const [what, credentials] of Object.entries(shut)) {
    const answer = await asked(credentials);
    // Refused by TLS, or by the door once TLS was done.
    const leak = answer === null || answer.status === 403 ? null : `${answer.status} ${answer.text}`;
    tally.attempt("device doors", `/v1/renew: ${what}`, leak);
  }
  const own = await asked(fleets.a.own.credentials);
  const told = canaries.find(own?.text ?? "");
  tally.attempt(
    "device doors",
    "/v1/renew: asking for another's name with one's own certificate",
    told && `told "${told}"`,
  );
  const revoked = await asked(fleets.a.revoked.credentials);
  const refused = revoked === null || revoked.status === 403 ? null : `${revoked.status} ${revoked.text}`;
  tally.attempt("device doors", "/v1/renew: with one that was revoked", refused);
}
