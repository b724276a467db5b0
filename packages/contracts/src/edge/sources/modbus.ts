import { z } from "zod";
import { point, source } from "./source";

/** `bit` is for coils and discrete inputs alone; the other types are made of registers. */
export const MODBUS_TYPES = [
  "uint16",
  "int16",
  "uint32",
  "int32",
  "uint64",
  "int64",
  "float32",
  "float64",
  "string",
  "bit",
] as const;
export const MODBUS_TABLES = ["holding", "input", "coil", "discrete"] as const;

/**
 * What a point says of intervals of the clock, such as a meter's quarters of an hour. `latched`: its registers hold the
 * finished interval's value, read once after each boundary. `difference`: they count for ever, and an interval's value is
 * what the counter moved between its two boundaries.
 */
export const MODBUS_INTERVAL_KINDS = ["latched", "difference"] as const;

export const ModbusPoint = z.object({
  ...point,
  table: z.enum(MODBUS_TABLES),
  /** Zero-based, as on the wire. */
  address: z.number().int().min(0).max(65535),
  type: z.enum(MODBUS_TYPES),
  /** Most significant register first unless `little`. */
  wordOrder: z.enum(["big", "little"]).default("big"),
  /** Within a register; Modbus itself is `big`, but not every maker is. */
  byteOrder: z.enum(["big", "little"]).optional(),
  /** Registers of a `string`, two characters each. */
  length: z.number().int().min(1).max(125).optional(),
  /** Takes these bits out of a `uint16`: the lowest one (0 to 15) and how many. One bit is a boolean. */
  bits: z
    .object({ from: z.number().int().min(0).max(15), count: z.number().int().min(1).max(16).default(1) })
    .refine(({ from, count }) => from + count <= 16, "a register has 16 bits")
    .optional(),
  scale: z.number().default(1),
  interval: z.enum(MODBUS_INTERVAL_KINDS).optional(),
});

/** How the other end of a serial line is spoken to. */
export const SerialLine = z.object({
  /** Such as `/dev/ttyUSB0`. */
  path: z.string().min(1).max(200),
  baudRate: z.number().int().min(300).max(1_000_000).default(19_200),
  parity: z.enum(["none", "even", "odd"]).default("even"),
  dataBits: z.union([z.literal(7), z.literal(8)]).default(8),
  stopBits: z.union([z.literal(1), z.literal(2)]).default(1),
});

export const ModbusSource = z
  .object({
    ...source,
    driver: z.literal("modbus"),
    /** `tcp` unless told; `rtu-over-tcp` is a serial line behind a converter that passes its bytes on unchanged. */
    transport: z.enum(["tcp", "rtu-over-tcp", "rtu"]).optional(),
    /** Of `tcp` and `rtu-over-tcp`. */
    host: z.string().default(""),
    port: z.number().int().min(1).max(65535).default(502),
    /** Of `rtu`. */
    serial: SerialLine.optional(),
    unitId: z.number().int().min(0).max(255),
    pollMs: z.number().int().min(250).default(5000),
    /** How long an answer is waited for, 2000 unless told; a radio line takes longer. */
    answerMs: z.number().int().min(50).max(60_000).optional(),
    /** Registers in one request; some devices take fewer than the protocol's 125. */
    registersMax: z.number().int().min(1).max(125).optional(),
    /** Unused registers that a request may read over, 8 unless told; 0 for a device that refuses them. */
    holeMax: z.number().int().min(0).max(124).optional(),
    /** Of its points with `interval`. Lengths that every time zone's clock is aligned to. */
    intervalMinutes: z.union([z.literal(1), z.literal(5), z.literal(15)]).optional(),
    points: z.array(ModbusPoint).min(1),
  })
  .superRefine((given, context) => {
    const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: "custom", path, message });
    if (given.transport === "rtu" && given.serial === undefined) refuse(["serial"], "an RTU line needs a serial port");
    if (given.transport !== "rtu" && given.host === "") refuse(["host"], "is missing");
    given.points.forEach((one, index) => {
      for (const message of problemsOfModbusPoint(one)) refuse(["points", index], message);
    });
  });

/** What contradicts itself in a point, in words; empty where nothing does. */
export function problemsOfModbusPoint(point: z.infer<typeof ModbusPoint>): string[] {
  const { table, type, bits, length, interval } = point;
  const isBit = table === "coil" || table === "discrete";
  return [
    ...(isBit !== (type === "bit") ? [`a ${table} point is not of type ${type}`] : []),
    ...(bits !== undefined && type !== "uint16" ? ["bits are taken out of a uint16"] : []),
    ...((length === undefined) === (type === "string") ? ["length belongs to a string, and a string needs it"] : []),
    ...(interval === "difference" && !COUNTERS.includes(type) ? [`a ${type} is no counter`] : []),
  ];
}

const COUNTERS: readonly string[] = ["uint16", "uint32", "uint64", "float32", "float64"];

export type ModbusPoint = z.infer<typeof ModbusPoint>;
export type ModbusSource = z.infer<typeof ModbusSource>;
