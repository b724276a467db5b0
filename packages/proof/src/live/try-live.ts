import { upTopic } from "@outstation/contracts/mqtt/topics";
import type { SessionRef } from "@outstation/domain/tenancy/sessions";
import { answerOf, textOf } from "../answers";
import { dialOrFail } from "../devices/link";
import { listProcedures } from "../procedures/paths";
import type { LiveTrial } from "../trial";
import { callAs, procedureOf } from "../world/desk";
import { until } from "../world/live";
import { missingNames, newMark } from "../world/names";
import { TWIN } from "../world/parties";

/** What a device that is not one's own answers at a live channel: a refusal, or nothing ever. `list`: it is asked about no device. */
const KNOWN: Readonly<Record<string, "refused" | "silent" | "list">> = {
  "exports.live": "list",
  "telemetry.live": "silent",
  "messages.live": "refused",
};

/** Everything that is pushed: A listens at its own twin of B's device and at B's, while B's devices speak. */
export async function tryLive(trial: LiveTrial): Promise<void> {
  for (const { path } of listProcedures().filter(({ type }) => type === "subscription")) {
    const known = KNOWN[path];
    if (known === undefined) {
      trial.tally.missing(`live channel ${path}`);
      continue;
    }
    if (known === "list") {
      await atOwnList(trial, path);
      continue;
    }
    const theirLast = (await trial.b.call.messages.recent({ deviceKey: TWIN, limit: 1 }))[0]?.id ?? "";
    const theirOffset = theirLast.split(":").at(-1) || "1";
    for (const slug of [trial.a.names.slug, trial.b.names.slug])
      for (const lastEventId of ["0", theirOffset, null]) await atTheTwin(trial, path, slug, lastEventId);
    await atAnothers(trial, path, known);
  }
}

/** A list of one's own, now and when it changes: under one's own name and under another's. */
async function atOwnList(trial: LiveTrial, path: string): Promise<void> {
  const { tally, a, b, canaries } = trial;
  for (const slug of [a.names.slug, b.names.slug]) {
    const ears = listen(trial, path, a.party.owner.session, slug, undefined);
    let isOver = false;
    ears.ended
      .catch(() => undefined)
      .finally(() => {
        isOver = true;
      });
    await until("the list, or a refusal", async () => isOver || ears.heard.length > 0);
    const before = ears.heard.length;
    const range = { from: Date.now() - 60_000, to: Date.now() };
    const device = { key: a.names.deviceKey, points: null };
    const { id } = await a.call.exports.create({ format: "csv", devices: [device], ...range });
    await until("the list's change, or a refusal", async () => isOver || ears.heard.length > before);
    await a.call.exports.cancel({ id });
    ears.stop();
    await ears.ended.catch(() => undefined);
    const found = canaries.find(ears.heard.join("\n"));
    const under = slug === a.names.slug ? "" : ", under another's name";
    tally.attempt("live channels", `${path}: one's own list${under}`, found && `told "${found}"`);
  }
}

/** A word that is not heard in this time was said before the listening began. */
const HEARD_MS = 1000;

type Ears = { readonly heard: string[]; readonly ended: Promise<void>; stop(): void };

/** Listens until told to stop. Aborting a stream ends it without an error. */
function listen({ desk }: LiveTrial, path: string, session: SessionRef, slug: string, input: unknown): Ears {
  const stop = new AbortController();
  const heard: string[] = [];
  const caller = callAs(desk, session, slug, stop.signal);
  const ended = (async () => {
    const stream = (await procedureOf(caller, path)(input)) as AsyncIterable<unknown>;
    for await (const piece of stream) heard.push(textOf(piece));
  })();
  ended.catch(() => undefined);
  return { heard, ended, stop: () => stop.abort() };
}

/** Both devices have one name and one partition: when A hears its own, it has passed by B's. */
async function atTheTwin(trial: LiveTrial, path: string, slug: string, lastEventId: string | null): Promise<void> {
  const { tally, a, canaries } = trial;
  const mark = newMark("s");
  const ears = listen(trial, path, a.party.owner.session, slug, { deviceKey: TWIN, lastEventId });
  // One that begins at the end has begun once it hears A's own, so A speaks until it is heard.
  const hears = async () => ears.heard.some((piece) => piece.includes(mark));
  await until(`A's own words at ${path}`, async () => {
    await speak(trial, "b", trial.b.party.mark);
    await speak(trial, "a", mark);
    return until("a word", hears, HEARD_MS).then(
      () => true,
      () => false,
    );
  });
  ears.stop();
  await ears.ended.catch(() => undefined);
  const found = canaries.find(ears.heard.join("\n"));
  const from = lastEventId === null ? "from now on" : `from ${lastEventId === "0" ? "the beginning" : "B's place"} on`;
  const under = slug === a.names.slug ? "" : ", under another's name";
  tally.attempt(
    "live channels",
    `${path}: one's own twin of another's device, ${from}${under}`,
    found && `told "${found}"`,
  );
}

/** A device says a word, and hangs up. */
async function speak({ fleets }: LiveTrial, who: "a" | "b", word: string): Promise<void> {
  const { twin } = fleets[who];
  const link = await dialOrFail(twin);
  await link.publish(upTopic(twin.identity, "telemetry"), said(word));
  link.end();
}

const said = (word: string) => JSON.stringify({ ts: Date.now(), values: { said: word } });

async function atAnothers(trial: LiveTrial, path: string, known: "refused" | "silent"): Promise<void> {
  const { tally, a, b, canaries } = trial;
  const session = a.party.owner.session;
  const missing = missingNames();
  if (known === "refused") {
    const asked = async (deviceKey: string) =>
      answerOf(() => listen(trial, path, session, a.names.slug, { deviceKey, lastEventId: "0" }).ended);
    const [theirs, nobodys] = [await asked(b.names.deviceKey), await asked(missing.deviceKey)];
    const apart =
      theirs.text.replaceAll(b.names.deviceKey, "") === nobodys.text.replaceAll(missing.deviceKey, "") && !theirs.ok
        ? null
        : `"${theirs.text}" for another's, "${nobodys.text}" for none`;
    return tally.attempt("live channels", `${path}: another's device`, apart);
  }
  for (const slug of [a.names.slug, b.names.slug]) {
    const ears = listen(trial, path, session, slug, { deviceKey: b.names.deviceKey, lastEventId: "0" });
    const count = async () => (await b.call.messages.recent({ deviceKey: b.names.deviceKey, limit: 200 })).length;
    const before = await count();
    await trial.fleets.b.link.publish(upTopic(trial.fleets.b.own.identity, "telemetry"), said(b.party.mark));
    await until("a message of B", async () => (await count()) > before);
    ears.stop();
    await ears.ended.catch(() => undefined);
    const leak =
      ears.heard.length > 0
        ? `heard ${ears.heard.length} messages, "${canaries.find(ears.heard.join("\n"))}" among them`
        : null;
    tally.attempt(
      "live channels",
      `${path}: another's device${slug === a.names.slug ? "" : ", under another's name"}`,
      leak,
    );
  }
}
