/** One of the processes this image runs. */
export type Process = {
  readonly name: string;
  /** Resolves when it is ready for work. */
  start(): Promise<void>;
  /** Resolves when it has stopped and left nothing half done. */
  stop(): Promise<void>;
};

/** A process that is one loop until it is told to stop. */
export function loop(name: string, run: (signal: AbortSignal) => Promise<void>): Process {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  return {
    name,
    start: async () => {
      running = run(stopping.signal);
    },
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}
