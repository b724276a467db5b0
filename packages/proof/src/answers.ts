import { publicFault } from "@outstation/api/errors";
import { getTRPCErrorFromUnknown } from "@trpc/server";

/** What a caller got: a value, or the public half of an error. Both as text. */
export type Answer = { readonly ok: boolean; readonly code: string; readonly text: string };

/** The answer of a call as it would go over the wire. */
export async function answerOf(call: () => Promise<unknown>): Promise<Answer> {
  try {
    return { ok: true, code: "ok", text: textOf(await call()) };
  } catch (reason) {
    // A stream throws a fault as it is; over the wire it is dressed like this.
    const error = getTRPCErrorFromUnknown(reason);
    const { code, message } = publicFault(error);
    return { ok: false, code, text: `${error.code} ${code}: ${message}` };
  }
}

/** Any value as text in which every mark can be found. */
export function textOf(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner: unknown) => {
      if (typeof inner === "bigint") return inner.toString();
      if (inner instanceof Uint8Array) return Buffer.from(inner).toString("hex");
      return inner;
    }) ?? "undefined"
  );
}

/** Every string inside, at any depth, and the cells of those that are a table: what the asker wrote. */
export function wordsIn(value: unknown): string[] {
  if (typeof value === "string") return value.includes("\n") ? [value, ...value.split(/[\n,]/)] : [value];
  if (Array.isArray(value)) return value.flatMap(wordsIn);
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(wordsIn) : [];
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** A secret of ours: 32 bytes in base64url. */
const SECRET = /(?<![\w-])[\w-]{43}(?![\w-])/g;
/** The seed of an authenticator app, in base32. */
const SEED = /(?<![A-Z2-7])[A-Z2-7]{32}(?![A-Z2-7])/g;
/** Base64url of a sealed ticket. */
const TICKET = /(?<![\w-])[\w-]{150,}(?![\w-])/g;

/**
 * An answer without what may differ between two askers of the same: what each wrote themselves, and what is made anew at each
 * call. Two that are then not equal tell something apart.
 */
export function comparable({ text }: Answer, written: readonly string[]): string {
  let rest = text;
  for (const word of [...new Set(written)].filter((each) => each.length > 2).sort((a, b) => b.length - a.length))
    rest = rest.replaceAll(JSON.stringify(word).slice(1, -1), "<asked>").replaceAll(word, "<asked>");
  return rest
    .replaceAll(TICKET, "<ticket>")
    .replaceAll(UUID, "<id>")
    .replaceAll(SECRET, "<secret>")
    .replaceAll(SEED, "<seed>");
}
