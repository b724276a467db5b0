import { type BacnetPort, NoAnswer, type Patience, Refused } from "../bacnet-port";
import { answerOctets, OBJECT_OCTETS } from "../property";
import type { Outcome, PropertyOutcome } from "../wire/answers";
import type { Peer } from "../wire/frame";
import { Malformed } from "../wire/octets";
import { type Reference, sameObject } from "../wire/requests";

/** The smallest common controllers take 480 octets; a device that says what it takes is believed. */
const OCTETS_DEFAULT = 480;
/** The smallest APDU that the standard allows (clause 20.1.2.5). */
const OCTETS_MIN = 50;
const OCTETS_MAX = 1476;
/** Reject reason: unrecognized service. */
const UNRECOGNIZED_SERVICE = 9;

/** Reads properties of one device, in as few requests as it answers, and remembers what it did not answer. */
export type PropertyReader = {
  /** @returns an outcome for each reference, in their order. Rejects with NoAnswer when the device is silent. */
  read(references: readonly Reference[]): Promise<Outcome[]>;
  /** One ReadProperty. */
  readOne(reference: Reference): Promise<Outcome>;
  /** Begins anew with what the device says of itself: it may be another one since it was restarted. */
  begin(iAm: { readonly maxApdu: number } | null): void;
  /** What was learned. */
  limits(): { readonly octets: number; readonly multiple: boolean };
};

export function createPropertyReader(port: BacnetPort, peer: Peer, patience: Patience): PropertyReader {
  let octets = OCTETS_DEFAULT;
  let multiple = true;
  /** Objects for which the device refuses a whole request: they are asked for by themselves. */
  let alone = new Set<string>();

  async function readOne(reference: Reference, tries = patience.tries): Promise<Outcome> {
    try {
      return (await port.readProperty(peer, reference, { ...patience, tries })).outcome;
    } catch (reason) {
      if (reason instanceof NoAnswer) throw reason;
      if (reason instanceof Refused) return { error: reason.message };
      if (reason instanceof Malformed) return { error: `unreadable answer: ${reason.message}` };
      throw reason;
    }
  }
  async function readBatch(batch: readonly Reference[]): Promise<Outcome[]> {
    const [first, ...others] = batch;
    if (first === undefined) return [];
    if (!multiple || others.length === 0 || alone.has(objectKey(first))) return readEach(batch);
    try {
      return inOrder(batch, await port.readPropertyMultiple(peer, batch, patience));
    } catch (reason) {
      if (reason instanceof NoAnswer) return afterSilence(first, others, batch);
      if (!(reason instanceof Refused || reason instanceof Malformed)) throw reason;
      learn(batch, reason);
      return readHalves(batch);
    }
  }
  /** Some devices drop what they cannot answer: one that answers a single question is not away. */
  async function afterSilence(first: Reference, others: readonly Reference[], batch: readonly Reference[]) {
    const outcome = await readOne(first, 1);
    tooMuch(batch);
    return [outcome, ...(await readHalves(others))];
  }
  async function readEach(batch: readonly Reference[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const reference of batch) outcomes.push(await readOne(reference));
    return outcomes;
  }
  async function readHalves(batch: readonly Reference[]): Promise<Outcome[]> {
    const half = Math.ceil(batch.length / 2);
    return [...(await readBatch(batch.slice(0, half))), ...(await readBatch(batch.slice(half)))];
  }
  function learn(batch: readonly Reference[], reason: Refused | Malformed) {
    if (!(reason instanceof Refused)) return tooMuch(batch);
    if (reason.kind === "reject" && reason.reason === UNRECOGNIZED_SERVICE) multiple = false;
    else if (reason.kind !== "error") tooMuch(batch);
    else if (ofOneObject(batch)) alone.add(objectKey(batch[0]));
  }
  function tooMuch(batch: readonly Reference[]) {
    if (batch.length <= 2 || octets <= OCTETS_MIN) multiple = false;
    octets = Math.max(OCTETS_MIN, Math.min(octets, Math.floor(octetsOf(batch) / 2)));
  }

  return {
    readOne: (reference) => readOne(reference),
    async read(references) {
      const outcomes: Outcome[] = [];
      while (outcomes.length < references.length)
        outcomes.push(...(await readBatch(nextBatch(references, outcomes.length, octets, alone))));
      return outcomes;
    },
    begin(iAm) {
      octets = Math.min(OCTETS_MAX, Math.max(OCTETS_MIN, iAm?.maxApdu ?? OCTETS_DEFAULT));
      multiple = true;
      alone = new Set();
    },
    limits: () => ({ octets, multiple }),
  };
}

const objectKey = (reference: Reference | undefined): string =>
  reference === undefined ? "" : `${reference.object.type}:${reference.object.instance}`;

const ofOneObject = (batch: readonly Reference[]): boolean =>
  batch.every((one) => objectKey(one) === objectKey(batch[0]));

function octetsOf(batch: readonly Reference[]): number {
  return batch.reduce((sum, reference, at) => sum + octetsAfter(batch[at - 1], reference), 0);
}

const octetsAfter = (before: Reference | undefined, { object, property }: Reference): number =>
  answerOctets(property) + (before !== undefined && sameObject(before.object, object) ? 0 : OBJECT_OCTETS);

/** As many references as fit into an answer of so many octets, at least one. */
function nextBatch(
  references: readonly Reference[],
  from: number,
  octets: number,
  alone: ReadonlySet<string>,
): readonly Reference[] {
  // The header of a ComplexACK is three octets.
  let left = octets - 3;
  let to = from;
  for (; to < references.length; to++) {
    const [before, reference] = [to === from ? undefined : references[to - 1], references[to]];
    if (reference === undefined) break;
    left -= octetsAfter(before, reference);
    const breaks = left < 0 || alone.has(objectKey(before)) !== alone.has(objectKey(reference));
    if (before !== undefined && breaks) break;
  }
  return references.slice(from, to);
}

/** A device answers in the order of the questions, but nothing here depends on it. */
function inOrder(batch: readonly Reference[], answers: readonly PropertyOutcome[]): Outcome[] {
  const key = ({ object, property, index }: Reference | PropertyOutcome) =>
    `${object.type}:${object.instance}/${property}/${index ?? ""}`;
  const found = new Map(answers.map((answer) => [key(answer), answer.outcome]));
  return batch.map((reference) => found.get(key(reference)) ?? { error: "no answer for this property" });
}
