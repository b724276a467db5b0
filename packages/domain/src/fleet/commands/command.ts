import {
  COMMAND_BYTES_MAX,
  COMMAND_LIFE_MS_MAX,
  COMMAND_LIFE_MS_MIN,
  CommandType,
  GATEWAY_COMMANDS,
  isGatewayCommand,
} from "@outstation/contracts/mqtt/command";
import { fault } from "@outstation/kit/fault";
import type { AuditValue } from "../../tenancy/audit";

export type CommandArgs = { readonly [name: string]: AuditValue };
export type NewCommand = {
  readonly deviceKey: string;
  readonly type: string;
  readonly args: CommandArgs;
  /** For how long it may still be begun, from now. */
  readonly expiresInMs: number;
};

const invalid = (what: string) => fault("command.invalid", `${what}.`);

/** Those a gateway knows have arguments of a fixed shape. @throws Fault `command.invalid` */
export function requireWellFormed({ type, args, expiresInMs }: NewCommand): void {
  if (!CommandType.safeParse(type).success) throw invalid(`"${type}" is no type of command, such as point.write`);
  if (expiresInMs < COMMAND_LIFE_MS_MIN || expiresInMs > COMMAND_LIFE_MS_MAX)
    throw invalid("A command ends between one second and seven days from now");
  if (Buffer.byteLength(JSON.stringify(args)) > COMMAND_BYTES_MAX)
    throw invalid(`The arguments may have ${COMMAND_BYTES_MAX} bytes of JSON`);
  if (!isGatewayCommand(type)) return;
  const [issue] = GATEWAY_COMMANDS[type].safeParse(args).error?.issues ?? [];
  if (issue !== undefined) throw invalid(`${type}: ${[...issue.path, issue.message].join(" ")}`);
}

/** A site that lets nobody command what stands at it. */
export type ForbiddingSite = { readonly name: string };

/** @throws Fault `command.forbidden` naming the rule. */
export function requireAllowed(device: string, forbidding: readonly ForbiddingSite[]): void {
  const [site] = forbidding;
  if (site === undefined) return;
  throw fault(
    "command.forbidden",
    `The site "${site.name}" has the rule "commands: forbidden", so "${device}" takes none. Whoever runs the site can change the rule.`,
    { rule: "commands: forbidden", site: site.name },
  );
}
