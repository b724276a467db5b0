import type { EdgeOutput } from "@outstation/contracts/edge/alarms";

/** One thing on site that is on or off. */
export type OutputPort = {
  /** Resolves when the thing has taken the state. @throws an Error whose message says in one line why it did not. */
  write(on: boolean): Promise<void>;
  close(): Promise<void>;
};

export type OutputOptions = {
  /** The gateway's own folder. */
  readonly dataDir: string;
};

/** How each kind of output is opened. A build that writes nothing has an empty one, and then nothing can be opened. */
export type OutputRegistry = {
  readonly [Kind in EdgeOutput["kind"]]?: (
    output: Extract<EdgeOutput, { readonly kind: Kind }>,
    options: OutputOptions,
  ) => OutputPort;
};
