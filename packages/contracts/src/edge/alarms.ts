import { z } from "zod";
import { DeviceKey } from "./sources/source";

/** The absolute alarm types of ISA-18.2 (IEC 62682): a value past a constant limit, on either side, once or twice. */
export const LIMIT_KINDS = ["high-high", "high", "low", "low-low"] as const;

/** ISA-18.2 advises three or four priorities, so that an operator can act on them. */
export const ALARM_PRIORITIES = ["critical", "high", "medium", "low"] as const;

const Id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "is not 1 to 64 lower-case letters, digits or hyphens");

/** A delay runs on the source's time. A day is longer than any that an operator could wait for. */
const DelayMs = z.number().int().min(0).max(86_400_000);

/** One limit of one point, which the gateway watches by itself. The words are those of ISA-18.2. */
export const EdgeAlarm = z.object({
  id: Id,
  /** A point of one of the package's sources, by that source's device and the point's name. */
  device: DeviceKey,
  point: z.string().min(1).max(128),
  kind: z.enum(LIMIT_KINDS),
  /** The alarm setpoint, in the point's own unit: past it is past, on it is not. */
  setpoint: z.number(),
  /** The alarm deadband, in the point's unit: how far back over the setpoint the value must be before the alarm can return to normal. */
  deadband: z.number().nonnegative().default(0),
  /** The value must be past the setpoint for this long before the alarm becomes active. */
  onDelayMs: DelayMs.default(0),
  /** The value must be back for this long before the alarm returns to normal. */
  offDelayMs: DelayMs.default(0),
  priority: z.enum(ALARM_PRIORITIES).default("medium"),
  /**
   * What a bad reading means. `hold`: nothing is known, so the alarm stays what it is and a delay that runs begins again.
   * `alarm`: as if the value were past the setpoint, for a point whose loss is itself dangerous.
   */
  onBadQuality: z.enum(["hold", "alarm"]).default("hold"),
  /** What an operator reads. */
  message: z.string().max(200).optional(),
});

const output = {
  id: Id,
  /** The state it takes when the gateway stops, or takes up another package. */
  failSafe: z.enum(["on", "off"]).default("off"),
};

/** A file under the gateway's own `outputs` folder; no package names a path. */
export const FileOutput = z.object({ ...output, kind: z.literal("file"), file: Id });

/** A line of the kernel's GPIO interface, by its number in `/sys/class/gpio`. */
export const GpioOutput = z.object({
  ...output,
  kind: z.literal("gpio"),
  line: z.number().int().min(0).max(65_535),
  /** True where the relay closes at 0. */
  activeLow: z.boolean().default(false),
});

/** A coil of a Modbus TCP device, written with function 5 and read back with function 1. */
export const ModbusCoilOutput = z.object({
  ...output,
  kind: z.literal("modbus-coil"),
  host: z.string().min(1),
  port: z.number().int().min(1).max(65_535).default(502),
  unitId: z.number().int().min(0).max(255),
  /** Zero-based, as on the wire. */
  address: z.number().int().min(0).max(65_535),
});

export const EdgeOutput = z.discriminatedUnion("kind", [FileOutput, GpioOutput, ModbusCoilOutput]);

/** Leave for one alarm to drive one output. Without it nothing is written. */
export const OutputGrant = z.object({ output: Id, alarm: Id });

/** What the gateway watches by itself, whether or not the platform can be reached. */
export const EdgeAlarms = z
  .object({
    limits: z.array(EdgeAlarm).max(10_000).default([]),
    outputs: z.array(EdgeOutput).max(64).default([]),
    grants: z.array(OutputGrant).max(1000).default([]),
  })
  .superRefine(({ limits, outputs, grants }, context) => {
    const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: "custom", path, message });
    const ids = (list: readonly { readonly id: string }[], name: string) => {
      const seen = new Set<string>();
      list.forEach(({ id }, index) => {
        if (seen.has(id)) refuse([name, index, "id"], `names ${id} a second time`);
        seen.add(id);
      });
      return seen;
    };
    const alarms = ids(limits, "limits");
    const ports = ids(outputs, "outputs");
    grants.forEach((grant, index) => {
      if (!alarms.has(grant.alarm)) refuse(["grants", index, "alarm"], `names no alarm of the package: ${grant.alarm}`);
      if (!ports.has(grant.output))
        refuse(["grants", index, "output"], `names no output of the package: ${grant.output}`);
    });
  });

export type EdgeAlarm = z.infer<typeof EdgeAlarm>;
export type EdgeAlarms = z.infer<typeof EdgeAlarms>;
export type EdgeOutput = z.infer<typeof EdgeOutput>;
export type FileOutput = z.infer<typeof FileOutput>;
export type GpioOutput = z.infer<typeof GpioOutput>;
export type ModbusCoilOutput = z.infer<typeof ModbusCoilOutput>;
export type AlarmPriority = (typeof ALARM_PRIORITIES)[number];

type Sources = readonly {
  readonly device: string;
  readonly points: readonly { readonly name: string; readonly kind: string }[];
}[];

/** The alarms of a package that watch nothing it has: one sentence each. A package with any is not to be run. */
export function alarmProblems(sources: Sources, { limits }: EdgeAlarms): string[] {
  return limits.flatMap(({ id, device, point }) => {
    const found = sources
      .filter((source) => source.device === device)
      .flatMap(({ points }) => points)
      .find(({ name }) => name === point);
    if (found === undefined) return [`alarm ${id}: no source has a point "${point}" of ${device}`];
    return found.kind === "number"
      ? []
      : [`alarm ${id}: "${point}" of ${device} is a ${found.kind}, and limits are of numbers`];
  });
}
