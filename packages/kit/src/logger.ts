import pino, { type Logger } from "pino";

export type { Logger };

/**
 * A logger whose every line names its process. JSON lines on stdout, times in RFC 3339.
 * `error` means that someone must wake up; a healthy system writes none.
 */
export const createLogger = (processName: string, level = "info"): Logger =>
  pino({
    level,
    base: { process: processName },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ["token", "password", "*.token", "*.password", "*.privateKey"],
  });
