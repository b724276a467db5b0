import type { AuditEventName } from "@outstation/contracts/access/audit-events";
import type { Caller } from "../world/desk";
import type { Filled } from "../world/fill";
import type { Names } from "../world/names";
import type { InputOf, ProcedurePath } from "./paths";

/** Who asks, for whom it matters. */
export type Asking = {
  /** What the asker has. */
  readonly own: Filled;
  /** Different at each call: for names that may be given once. */
  readonly fresh: string;
};

/**
 * A question that names things. Asked with another's names and with names of nothing, the two answers must be the same.
 * `outcome` is the code of the fault that both get; `answered` where both succeed, because a name is free to everyone.
 */
export type Ask<I> = {
  readonly what: string;
  readonly outcome: string;
  readonly ask: (names: Names, asking: Asking) => I;
  /** Left out where each call costs something that is not ours, such as a count of mails. */
  readonly timed?: false;
  /** It gives another's name to a thing of one's own, which one then reads with right: asked last. */
  readonly plants?: true;
  /** It can be done one time. */
  readonly once?: true;
  /** A table in which it changes what is another's, as anyone may. */
  readonly touches?: string;
};

/** Who does what the case says is done when all is well. */
export type Doer = "owner" | "spare" | "guest" | "stranger" | "operator";

export type Happy<I> = {
  readonly as: Doer;
  readonly input: (own: Own) => I | Promise<I>;
  /** Events that this writes besides its own. */
  readonly also?: readonly AuditEventName[];
};

/** What a happy path finds: the asker's own things, and ways to make more. */
export type Own = Asking & {
  /** The secret in the last mail to an address. */
  readonly token: (to: string) => Promise<string>;
  /** The code that an authenticator app with this secret shows next. */
  readonly code: (secret: string) => string;
  /** Someone with an account who is nobody's member. */
  readonly stranger: { readonly email: string };
  readonly guest: Caller;
  /** Whoever does it. */
  readonly as: Caller;
  /** A grant of the operator who does it, in the asker's tenant. */
  readonly grantId: string;
};

/** What the proof asks of one procedure. */
export type Case<I> = {
  readonly asks: readonly Ask<I>[];
  /** Why no input can name a tenant's thing. It is asked all the same, in one's own tenant and in others' names. */
  readonly free?: { readonly reason: string; readonly input: (asking: Asking) => I };
  /** How it succeeds. Every audited mutation has one: its event is looked for. */
  readonly happy?: Happy<I>;
};

/** A case for every procedure: one that is missing does not compile. */
export type CaseTable = { readonly [P in ProcedurePath]: Case<InputOf<P>> };

export const names = <I>(
  outcome: string,
  ask: Ask<I>["ask"],
  more: Partial<Pick<Ask<I>, "what" | "timed" | "plants" | "once" | "touches">> = {},
): Ask<I> => ({ what: "another's", outcome, ask, ...more });

/** A procedure without input names nothing. */
export const noInput = <I>(happy?: Happy<I>): Case<I> => ({
  asks: [],
  free: { reason: "takes no input", input: () => undefined as I },
  ...(happy ? { happy } : {}),
});
