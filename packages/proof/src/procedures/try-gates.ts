import { permits, type Role } from "@outstation/contracts/access/permissions";
import type { SessionRef } from "@outstation/domain/tenancy/sessions";
import { newId } from "@outstation/kit/ids";
import { answerOf } from "../answers";
import { callAs, procedureOf } from "../world/desk";
import type { Cast } from "../world/parties";
import { type KnownProcedure, listProcedures } from "./paths";
import type { ProcedureTrial } from "./try-procedures";

export type Gate = {
  readonly who: string;
  readonly session: SessionRef | null;
  readonly slug: string | null;
  /** Whether this one comes to a procedure at all. */
  readonly meets: (procedure: KnownProcedure) => boolean;
  readonly refused: string;
};

export const isFor =
  (...doors: readonly KnownProcedure["meta"]["door"][]) =>
  ({ meta }: KnownProcedure) =>
    doors.includes(meta.door);

/** A gate at which one session is refused with one code. */
export const gate = (
  who: string,
  session: SessionRef | null,
  slug: string,
  meets: Gate["meets"],
  code: string,
): Gate => ({
  ...{ who, session, slug, meets },
  refused: code,
});

/** Sessions that are someone else's, made up, or of one who may not: before every procedure that asks for a session. */
function gatesOf({ a, b, suspended }: Cast): Gate[] {
  const anyone = isFor("member", "person", "operator");
  const member = isFor("member");
  const [mine, theirs] = [a.owner.session, b.owner.session];
  const ended = (who: string, session: SessionRef) => gate(who, session, a.slug, anyone, "session.ended");
  return [
    gate("nobody", null, a.slug, anyone, "session.required"),
    ended("another's session under one's own account", { ...mine, sessionId: theirs.sessionId }),
    ended("one's own session under another's account", { ...theirs, sessionId: mine.sessionId }),
    ended("a made-up session of another's account", { ...theirs, sessionId: newId() }),
    ended("a made-up session of nobody", { accountId: newId(), sessionId: newId() }),
    gate("an owner of a suspended tenant", suspended.owner.session, suspended.slug, member, "tenant.suspended"),
    gate(
      "an owner of a suspended tenant, under another's name",
      suspended.owner.session,
      b.slug,
      member,
      "tenant.suspended",
    ),
    gate("a viewer", a.viewer.session, a.slug, mayNot("viewer"), "permission.denied"),
    gate("an owner", mine, a.slug, isFor("operator"), "route.not_found"),
  ];
}

/** Procedures that ask for a permission which the role does not have. */
const mayNot =
  (role: Role) =>
  ({ meta }: KnownProcedure) =>
    meta.permission !== undefined && !permits(role, meta.permission);

/** Every procedure, at each gate that it has, is closed with the one answer that the gate gives. */
export async function tryGates({ desk, tally, canaries }: ProcedureTrial, gates: readonly Gate[]): Promise<void> {
  for (const { who, session, slug, meets, refused: wanted } of gates) {
    const caller = callAs(desk, session, slug);
    for (const procedure of listProcedures().filter(meets)) {
      const answer = await answerOf(async () => {
        const value = await procedureOf(caller, procedure.path)(undefined);
        // A stream says at its first step whether it is one.
        return value !== null && typeof value === "object" && Symbol.asyncIterator in value
          ? (value as AsyncIterable<unknown>)[Symbol.asyncIterator]().next()
          : value;
      });
      const told = canaries.find(answer.text);
      const leak = answer.code === wanted ? told && `told "${told}"` : `expected ${wanted}, got ${answer.text}`;
      tally.attempt("sessions", `${procedure.path}, asked by ${who}`, leak);
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

/** What needs no change of anyone's rights: sessions that are not one's own, and roles that may not. */
export async function tryGatesOfProcedures(trial: ProcedureTrial & { readonly cast: Cast }): Promise<void> {
  await tryGates(trial, gatesOf(trial.cast));
  await tryUnknownPath(trial);
}
