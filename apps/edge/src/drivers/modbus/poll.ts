import type ModbusRTU from "modbus-serial";
import type { RawReading } from "../driver";
import { unless } from "../give-up";
import { lineOf } from "../health-reporter";
import { type Block, decodeRegisters, split } from "./plan";

export const REQUEST_TIMEOUT_MS = 2000;
/** Modbus application protocol 1.1b3, section 7. */
const ILLEGAL_DATA_ADDRESS = 2;

export type Poll = {
  /** False where no request got an answer, not even a refusal. */
  readonly answered: boolean;
  readonly readings: readonly RawReading[];
  readonly problem?: string;
  /** What to ask for next time. */
  readonly blocks: Block[];
};

/** Reads every block once. A block that the device refuses for an address falls apart into its points. */
export async function pollOnce(client: ModbusRTU, blocks: readonly Block[], signal: AbortSignal): Promise<Poll> {
  const readings: RawReading[] = [];
  const next: Block[] = [];
  let answered = false;
  let problem: string | undefined;
  for (const block of blocks) {
    if (signal.aborted) break;
    const result = await readBlock(client, block, signal);
    answered ||= result.answered;
    problem ??= result.fault ?? undefined;
    if (result.refusedAddress && block.points.length > 1) {
      // Only the point with the missing register is bad; the others answer by themselves from the next poll on.
      next.push(...split(block));
      continue;
    }
    next.push(block);
    for (const point of block.points) readings.push(rawReading(point.name, result, decode(point, block, result)));
  }
  return { answered, readings, blocks: next, ...(problem === undefined ? {} : { problem }) };
}

type BlockResult = {
  readonly answered: boolean;
  readonly registers: readonly number[] | null;
  readonly fault: string | null;
  readonly refusedAddress: boolean;
};

const decode = (point: Block["points"][number], block: Block, { registers }: BlockResult) =>
  registers === null ? null : decodeRegisters(point, block, registers);

const rawReading = (point: string, { fault }: BlockResult, value: number | null): RawReading => ({
  point,
  value,
  sourceTime: null,
  status: { protocol: "modbus", fault: value === null ? (fault ?? "short answer") : fault },
});

async function readBlock(client: ModbusRTU, block: Block, signal: AbortSignal): Promise<BlockResult> {
  try {
    const request =
      block.table === "holding"
        ? client.readHoldingRegisters(block.address, block.length)
        : client.readInputRegisters(block.address, block.length);
    // modbus-serial's own time-out has failed to fire on a link that dropped in mid-request.
    const { data } = await unless(signal, request, { ms: REQUEST_TIMEOUT_MS + 500, problem: "timeout" });
    return { answered: true, registers: data, fault: null, refusedAddress: false };
  } catch (reason) {
    const code = exceptionCode(reason);
    return {
      answered: code !== null,
      registers: null,
      fault: code === null ? lineOf(reason) : `exception ${code}: ${EXCEPTION[code] ?? "unknown"}`,
      refusedAddress: code === ILLEGAL_DATA_ADDRESS,
    };
  }
}

const exceptionCode = (reason: unknown): number | null => {
  const code = (reason as { modbusCode?: unknown }).modbusCode;
  return typeof code === "number" ? code : null;
};

/** Modbus application protocol 1.1b3, section 7. */
const EXCEPTION: Readonly<Record<number, string>> = {
  1: "illegal function",
  2: "illegal data address",
  3: "illegal data value",
  4: "server device failure",
  5: "acknowledge",
  6: "server device busy",
  8: "memory parity error",
  10: "gateway path unavailable",
  11: "gateway target device failed to respond",
};
