import type { components, paths } from "./generated/emqx-5.8";

// From the generated types to the types of one call: a template that EMQX does not have, or a body that does not fit, does not compile.

export type Schemas = components["schemas"];
export type Method = "delete" | "get" | "post" | "put";

/** The path templates that have this method. */
export type Template<M extends Method> = {
  [P in keyof paths]: paths[P][M] extends { responses: unknown } ? P : never;
}[keyof paths];

export type Operation<M extends Method, P extends Template<M>> = NonNullable<paths[P][M]>;

type ContentOf<T> = T extends { content: infer C } ? C[keyof C] : undefined;

/** Path parameters, all of them text until they are encoded. */
export type PathOf<O> = O extends { parameters: { path: infer X } } ? { readonly [K in keyof X]: X[K] } : undefined;

export type QueryOf<O> = O extends { parameters: { query?: infer Q } } ? Exclude<Q, undefined> : undefined;

export type BodyOf<O> = O extends { requestBody?: infer B }
  ? [Exclude<B, undefined>] extends [never]
    ? undefined
    : ContentOf<Exclude<B, undefined>>
  : undefined;

type ResponsesOf<O> = O extends { responses: infer R } ? R : never;

/** What may come back, told apart by its status. */
export type ReplyOf<O> = {
  [S in keyof ResponsesOf<O> & (200 | 201 | 202 | 204)]: {
    readonly status: S;
    readonly body: ContentOf<ResponsesOf<O>[S]>;
  };
}[keyof ResponsesOf<O> & (200 | 201 | 202 | 204)];
