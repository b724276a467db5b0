import { PERMISSIONS } from "@outstation/contracts/access/permissions";
import type { SessionRef } from "@outstation/domain/tenancy/sessions";
import { newId } from "@outstation/kit/ids";
import { answerOf } from "../answers";
import { callAs, procedureOf } from "../world/desk";
import type { Party } from "../world/parties";
import { type KnownProcedure, listProcedures } from "./paths";
import type { ProcedureTrial } from "./try-procedures";

type Gate = {
  readonly who: string;
  readonly session: SessionRef | null;
  readonly slug: string | null;
  /** Whether this one comes to a procedure at all. */
  readonly meets: (procedure: KnownProcedure) => boolean;
  readonly refused: (procedure: KnownProcedure) => string;
};

const isFor =
  (...doors: readonly KnownProcedure["meta"]["door"][]) =>
  ({ meta }: KnownProcedure) =>
    doors.includes(meta.door);
const always = (code: string) => () => code;

/** Sessions that are over, someone else's, made up, or of one who may not: before every procedure that asks for a session. */
export function gatesOf({
  a,
  b,
  suspended,
  removed,
}: {
  a: Party;
  b: Party;
  suspended: Party;
  removed: SessionRef;
}): Gate[] {
  const anyone = isFor("member", "person", "operator");
  const ended = always("session.ended");
  const at = { slug: a.slug, meets: anyone };
  return [
    { who: "nobody", session: null, ...at, refused: always("session.required") },
    {
      who: "a session of another under one's own account",
      session: { accountId: a.owner.accountId, sessionId: b.owner.session.sessionId },
      ...at,
      refused: ended,
    },
    {
      who: "one's own session under another's account",
      session: { accountId: b.owner.accountId, sessionId: a.owner.session.sessionId },
      ...at,
      refused: ended,
    },
    {
      who: "a made-up session of another's account",
      session: { accountId: b.owner.accountId, sessionId: newId() },
      ...at,
      refused: ended,
    },
    { who: "a made-up session of nobody", session: { accountId: newId(), sessionId: newId() }, ...at, refused: ended },
    {
      who: "one who was removed",
      session: removed,
      slug: a.slug,
      meets: isFor("member"),
      refused: always("member.not_found"),
    },
    {
      who: "an owner of a suspended tenant",
      session: suspended.owner.session,
      slug: suspended.slug,
      meets: isFor("member"),
      refused: always("tenant.suspended"),
    },
    {
      who: "an owner of a suspended tenant, under another's name",
      session: suspended.owner.session,
      slug: b.slug,
      meets: isFor("member"),
      refused: always("tenant.suspended"),
    },
    {
      who: "a viewer",
      session: a.viewer.session,
      slug: a.slug,
      meets: ({ meta }) => meta.permission !== undefined && !PERMISSIONS[meta.permission].roles.includes("viewer"),
      refused: always("permission.denied"),
    },
    {
      who: "an owner",
      session: a.owner.session,
      slug: a.slug,
      meets: isFor("operator"),
      refused: always("route.not_found"),
    },
  ];
}

/** Every procedure, at each gate that it has, is closed with the one answer that the gate gives. */
export async function tryGates({ desk, tally, canaries }: ProcedureTrial, gates: readonly Gate[]): Promise<void> {
  for (const gate of gates) {
    const caller = callAs(desk, gate.session, gate.slug);
    for (const procedure of listProcedures().filter(gate.meets)) {
      const answer = await answerOf(async () => {
        const value = await procedureOf(caller, procedure.path)(undefined);
        // A stream says at its first step whether it is one.
        return value !== null && typeof value === "object" && Symbol.asyncIterator in value
          ? (value as AsyncIterable<unknown>)[Symbol.asyncIterator]().next()
          : value;
      });
      const wanted = gate.refused(procedure);
      const told = canaries.find(answer.text);
      const leak = answer.code === wanted ? told && `told "${told}"` : `expected ${wanted}, got ${answer.text}`;
      tally.attempt("sessions", `${procedure.path}, asked by ${gate.who}`, leak);
    }
  }
}

/** Whether a member is told more of an operators' procedure than of one that does not exist. */
export async function tryUnknownPath({ desk, tally, a }: ProcedureTrial): Promise<void> {
  const caller = callAs(desk, a.party.owner.session, a.names.slug);
  const unknown = await answerOf(() => procedureOf(caller, "operator.noSuchProcedure")({}));
  for (const { path } of listProcedures().filter(isFor("operator"))) {
    const known = await answerOf(() => procedureOf(caller, path)({}));
    const apart = known.text === unknown.text ? null : `"${known.text}" against "${unknown.text}" for none`;
    tally.attempt("procedures", `${path} against a procedure that does not exist`, apart);
  }
}
