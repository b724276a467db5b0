import type { RawReading } from "../driver";
import { lineOf } from "../health-reporter";
import { decodePoint } from "./decode";
import type { Answer, Read } from "./pdu";
import { exceptionText, ILLEGAL_DATA_ADDRESS } from "./pdu";
import { type Block, type ModbusPoint, split } from "./plan";

export type ReadBlock = (read: Read) => Promise<Answer>;

export type Poll = {
  /** False where no request got an answer, not even a refusal. */
  readonly answered: boolean;
  readonly results: readonly PointResult[];
  readonly problem?: string;
  /** What to ask for next time. */
  readonly blocks: Block[];
};

/** A point's value, or why there is none. */
export type PointResult = { readonly point: ModbusPoint; readonly value: unknown; readonly fault: string | null };

/** A lost or garbled answer is asked for once more. */
const TRIES = 2;

/**
 * Reads every block once. A block that the device refuses for an address falls apart into its points. A device that is silent
 * from the first block on is not asked for the others: on a line of many, each silence is the others' time.
 */
export async function pollOnce(read: ReadBlock, blocks: readonly Block[], signal: AbortSignal): Promise<Poll> {
  const results: PointResult[] = [];
  const next: Block[] = [];
  let answered = false;
  let problem: string | undefined;
  for (const block of blocks) {
    if (signal.aborted) break;
    const result = await readBlock(read, block, signal);
    answered ||= result.answered;
    problem ??= result.fault ?? undefined;
    if (!answered) break;
    if (result.refusedAddress && block.points.length > 1) {
      // Only the point with the missing register is bad; the others answer by themselves from the next poll on.
      next.push(...split(block));
      continue;
    }
    next.push(block);
    for (const point of block.points) results.push(resultOf(point, block, result));
  }
  return { answered, results, blocks: next, ...(problem === undefined ? {} : { problem }) };
}

export const rawReading = ({ point, value, fault }: PointResult): RawReading => ({
  point: point.name,
  value,
  sourceTime: null,
  status: { protocol: "modbus", fault },
});

type BlockResult = {
  readonly answered: boolean;
  readonly values: readonly number[] | null;
  readonly fault: string | null;
  readonly refusedAddress: boolean;
};

function resultOf(point: ModbusPoint, block: Block, { values, fault }: BlockResult): PointResult {
  const value = values === null ? null : decodePoint(point, block, values);
  return { point, value, fault: value === null ? (fault ?? "short answer") : fault };
}

async function readBlock(read: ReadBlock, block: Block, signal: AbortSignal): Promise<BlockResult> {
  const none = { values: null, refusedAddress: false };
  for (let tries = 1; ; tries++) {
    try {
      const answer = await read(block);
      if ("values" in answer) return { ...none, answered: true, values: answer.values, fault: null };
      const { exception } = answer;
      const refusedAddress = exception === ILLEGAL_DATA_ADDRESS;
      return { ...none, answered: true, fault: exceptionText(exception), refusedAddress };
    } catch (reason) {
      if (tries === TRIES || signal.aborted) return { ...none, answered: false, fault: lineOf(reason) };
    }
  }
}
