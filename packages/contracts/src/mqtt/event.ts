import { z } from "zod";
import { ALARM_PRIORITIES, LIMIT_KINDS } from "../edge/alarms";
import { isDeviceKey } from "./identity";
import { QUALITIES } from "./reading";
import { PAYLOAD_BYTES_MAX } from "./telemetry";

/** A time as the source told it, Unix milliseconds. */
const Instant = z.number().int();

/** An alarm that a gateway evaluated by itself: it became active, or returned to normal (ISA-18.2). Unknown fields are kept. */
export const EdgeAlarmEvent = z.looseObject({
  kind: z.literal("alarm"),
  /** The same whenever this change is told again: `<occurrence>/<state>`. */
  id: z.string().max(200),
  /** One stretch of being active, from its beginning to its end. */
  occurrence: z.string().max(150),
  /** As the edge package calls it. */
  alarm: z.string().max(64),
  /** The device the point belongs to. */
  device: z.string().refine(isDeviceKey, "is not a device key"),
  point: z.string().min(1).max(128),
  state: z.enum(["active", "normal"]),
  /** When the value went past the setpoint (or back), by the source's time. */
  since: Instant,
  /** When the change took effect: `since` and the delay. */
  at: Instant,
  priority: z.enum(ALARM_PRIORITIES),
  limit: z.looseObject({
    kind: z.enum(LIMIT_KINDS),
    setpoint: z.number(),
    deadband: z.number(),
    onDelayMs: z.number().int(),
    offDelayMs: z.number().int(),
  }),
  /** The reading that decided; null where a bad reading did, or where the package no longer has the alarm. */
  value: z.number().nullable(),
  quality: z.enum(QUALITIES),
  message: z.string().max(200).optional(),
  /** Why, where it was not the value: such as `removed from the package`. */
  reason: z.string().max(200).optional(),
  packageVersion: z.number().int().positive().optional(),
});
export type EdgeAlarmEvent = z.infer<typeof EdgeAlarmEvent>;

/** A kind that this version does not know is kept as it came. */
export type DeviceEvent =
  | { readonly known: true; readonly event: EdgeAlarmEvent }
  | { readonly known: false; readonly kind: string; readonly event: Readonly<Record<string, unknown>> };

/**
 * Reads a payload of `up/event`: UTF-8 JSON, an object with its `kind`.
 * @returns the event, or what is wrong with it: the field and the problem.
 */
export function decodeEvent(
  payload: Uint8Array,
): DeviceEvent | { readonly problem: { readonly field: string; readonly message: string } } {
  const wrong = (field: string, message: string) => ({ problem: { field, message } });
  if (payload.byteLength > PAYLOAD_BYTES_MAX)
    return wrong("payload", `payload is ${payload.byteLength} bytes; the limit is ${PAYLOAD_BYTES_MAX}`);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  } catch {
    return wrong("payload", "payload is not UTF-8 JSON");
  }
  const head = z.looseObject({ kind: z.string().min(1).max(64) }).safeParse(json);
  if (!head.success) return wrong("kind", "an event is an object with its kind");
  if (head.data.kind !== "alarm") return { known: false, kind: head.data.kind, event: head.data };
  const parsed = EdgeAlarmEvent.safeParse(json);
  if (parsed.success) return { known: true, event: parsed.data };
  const [issue] = parsed.error.issues;
  return wrong(issue?.path.join(".") || "payload", issue?.message ?? "is not an alarm event");
}

/** Spells an event; the inverse of `decodeEvent`. */
export const encodeEvent = (event: EdgeAlarmEvent): Uint8Array => new TextEncoder().encode(JSON.stringify(event));
