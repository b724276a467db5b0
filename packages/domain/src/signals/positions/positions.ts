import { PARTITIONS, type Stream } from "@outstation/contracts/streams/streams";
import type { Database } from "@outstation/db/database";
import { commitOffsets, loadOffsets } from "@outstation/db/log/consumer-offsets";
import type { WorkerTx } from "@outstation/db/worker";
import type { LogBatch } from "../../ports";

// A consumer's position lives in the database, whichever log it reads: it moves in the transaction that did the work.

/** Where a consumer stands in each partition of a stream. */
export const loadPositions = (db: Database, consumer: string, stream: Stream): Promise<Map<number, number>> =>
  loadOffsets(db, consumer, stream, PARTITIONS);

/**
 * Moves a consumer past a batch when the transaction commits.
 * @throws Fault `log.lost_ownership` when another process did it first.
 */
export const commitBatch = (tx: WorkerTx, consumer: string, batch: LogBatch): Promise<void> =>
  commitOffsets(tx, consumer, batch.stream, batch.moves);
