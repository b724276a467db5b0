export type { CommandArgs, NewCommand } from "./command";
export { deliverCancel, deliverCommand, deliverDue } from "./deliver-command";
export { listForbidding } from "./forbidding-sites";
export type { CommandState } from "./lifecycle";
export { type CommandLine, listCommands } from "./list-commands";
export { type AnswerProblem, recordAnswer } from "./record-answer";
export { cancelCommand, sendCommand } from "./send-command";
export { SITE_COMMANDS, type SiteCommands, setSiteCommands } from "./site-rule";
export { wakeCommands } from "./wake-commands";
