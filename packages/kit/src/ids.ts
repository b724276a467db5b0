import { parse, stringify, v7 } from "uuid";

/** A time-ordered id (RFC 9562 UUID version 7) in its canonical text form. */
export const newId = (): string => v7();

/** True for a UUID of any version in canonical text form. */
export const isId = (value: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(value);

/** The 16 bytes of a UUID. */
export const idBytes = (id: string): Uint8Array => parse(id);

/** The canonical text of 16 bytes. */
export const idFromBytes = (bytes: Uint8Array): string => stringify(bytes);
