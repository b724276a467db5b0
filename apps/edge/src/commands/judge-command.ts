import type { WriteGrant } from "@outstation/contracts/edge/control";
import type { EdgePackage } from "@outstation/contracts/edge/package";
import { describeWindows, isOpen } from "@outstation/contracts/edge/window";
import {
  type Command,
  GATEWAY_COMMANDS,
  type GatewayCommandType,
  isGatewayCommand,
} from "@outstation/contracts/mqtt/command";
import type { z } from "zod";
import type { Reason } from "./refusal";

/** Those that disturb what runs: readings stop for a moment. */
const DISTURBING: ReadonlySet<GatewayCommandType> = new Set(["gateway.restart-source"]);

export type Accepted = {
  [T in GatewayCommandType]: { readonly type: T; readonly args: z.infer<(typeof GATEWAY_COMMANDS)[T]> };
}[GatewayCommandType];
export type Verdict = { readonly accepted: Accepted } | { readonly refused: Reason };

const refused = (code: string, message: string, rule: string): Verdict => ({ refused: { code, message, rule } });

/**
 * Whether the gateway carries a command out, by the package it runs and its own clock, whatever the platform allowed.
 * @param now Unix milliseconds.
 */
export function judgeCommand({ type, args }: Command, edgePackage: EdgePackage, now: number): Verdict {
  if (edgePackage.commands === "forbidden")
    return refused("command.forbidden", "Commands are forbidden at this site.", "commands: forbidden");
  if (!isGatewayCommand(type))
    return refused("command.unknown_type", `This gateway knows no command "${type}".`, "commands of this software");
  const parsed = GATEWAY_COMMANDS[type].safeParse(args);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const said = [...(issue?.path ?? []), issue?.message].join(" ");
    return refused("command.invalid", `The arguments are not those of ${type}: ${said}.`, `arguments of ${type}`);
  }
  const { maintenance } = edgePackage;
  if (DISTURBING.has(type) && maintenance !== undefined && !isOpen(maintenance, now))
    return refused(
      "command.outside_window",
      "The site is outside its maintenance window.",
      `window: ${describeWindows(maintenance)}`,
    );
  const accepted = { type, args: parsed.data } as Accepted;
  return judgeSource(accepted, edgePackage) ?? { accepted };
}

/** @returns what stands against a command about a source, or null. */
function judgeSource(command: Accepted, edgePackage: EdgePackage): Verdict | null {
  if (command.type === "gateway.report-now") return null;
  const { source: id } = command.args;
  const source = edgePackage.sources.find((one) => one.id === id);
  if (source === undefined)
    return refused("command.unknown_source", `The package has no source "${id}".`, "sources of the package");
  if (command.type !== "point.write") return null;
  const { point, value } = command.args;
  const grant = edgePackage.writes?.find((one) => one.source === id && one.point === point);
  if (grant === undefined || !source.points.some(({ name }) => name === point))
    return refused("command.not_granted", `The package does not let "${point}" be written.`, "writes of the package");
  return judgeRange(grant, value);
}

function judgeRange({ point, min, max }: WriteGrant, value: number | boolean | string): Verdict | null {
  if (min === undefined && max === undefined) return null;
  const [low, high] = [min ?? Number.NEGATIVE_INFINITY, max ?? Number.POSITIVE_INFINITY];
  if (typeof value === "number" && value >= low && value <= high) return null;
  return refused(
    "command.out_of_range",
    `"${point}" may be written from ${low} to ${high}.`,
    `writes: ${low} to ${high}`,
  );
}
