import { isAbsent, isPresentAlready } from "./error";

// What a repeated call finds is not an error: the caller wanted the thing gone, or there.

export type Deleted = "deleted" | "already-gone";
export type Created = "created" | "already-exists";

/** A delete of which "not there" is as good an end. */
export async function deleted(call: Promise<unknown>): Promise<Deleted> {
  try {
    await call;
    return "deleted";
  } catch (error) {
    if (isAbsent(error)) return "already-gone";
    throw error;
  }
}

export async function created(call: Promise<unknown>): Promise<Created> {
  try {
    await call;
    return "created";
  } catch (error) {
    if (isPresentAlready(error)) return "already-exists";
    throw error;
  }
}

/** A read of which "not there" is an answer. */
export async function found<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
