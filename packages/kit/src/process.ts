/**
 * Runs `stop` once, on the first of SIGINT, SIGTERM or the closing of the channel to the process that started this one
 * (which may have been killed without a word), then exits: 0 when `stop` resolved, 1 when it rejected. While it runs,
 * further signals change nothing; whoever started the process kills it when its patience ends.
 */
export function runUntilStopped(stop: () => Promise<void>): void {
  let stopping = false;
  const end = () => {
    if (stopping) return;
    stopping = true;
    stop().then(
      () => process.exit(0),
      (reason: unknown) => {
        process.stderr.write(
          `stopping failed: ${reason instanceof Error ? (reason.stack ?? reason.message) : reason}\n`,
        );
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
  process.on("disconnect", end);
  // Undefined without a channel; false when the channel closed before anyone listened.
  if (process.connected === false) end();
}
