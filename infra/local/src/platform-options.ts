import type { Ports } from "./ports";
import type { WebApp } from "./web-build";

export type PlatformOptions = {
  /** Absolute. Made when it does not exist. */
  readonly dataDir: string;
  readonly ports: Ports;
  /** Without them neither the simulated hardware nor the gateways that read it are started. */
  readonly simulators: boolean;
  /** Which of the web apps to build and serve. */
  readonly webApps: readonly WebApp[];
  /** One line per step that is done, and per process that died. */
  report(line: string): void;
  /** Ends a start that is under way, cleanly. */
  readonly signal?: AbortSignal;
};
