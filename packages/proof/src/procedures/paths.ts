import type { ProcedureMeta } from "@outstation/api/procedures";
import { type AppRouter, appRouter } from "@outstation/api/root";
import type { AnyProcedure, inferProcedureInput } from "@trpc/server";

type RouterRecord = AppRouter["_def"]["record"];

/** `{ "devices.get": <its type>, … }`: every procedure of the router by its path. */
type Flat<R, Prefix extends string = ""> = {
  [K in keyof R & string]: R[K] extends AnyProcedure
    ? { path: `${Prefix}${K}`; procedure: R[K] }
    : Flat<R[K], `${Prefix}${K}.`>;
}[keyof R & string];

type Known = Flat<RouterRecord>;
export type ProcedurePath = Known["path"];
export type InputOf<P extends ProcedurePath> = inferProcedureInput<Extract<Known, { path: P }>["procedure"]>;

export type ProcedureType = "query" | "mutation" | "subscription";
export type KnownProcedure = {
  readonly path: ProcedurePath;
  readonly type: ProcedureType;
  readonly meta: ProcedureMeta;
};

/** Every procedure there is, as the router itself tells it. */
export function listProcedures(): KnownProcedure[] {
  const known = appRouter._def.procedures as unknown as Record<
    string,
    { _def: { type: ProcedureType; meta?: ProcedureMeta } }
  >;
  return Object.entries(known).map(([path, { _def }]) => ({
    path: path as ProcedurePath,
    type: _def.type,
    meta: _def.meta ?? { door: "guest" },
  }));
}
