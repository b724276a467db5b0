import type { ModbusPoint } from "@outstation/contracts/edge/sources/modbus";

export type Table = ModbusPoint["table"];
export type Read = { readonly table: Table; readonly address: number; readonly length: number };

/** What a device said to a read: its registers, its bits (as 0 and 1), or why it refuses. */
export type Answer = { readonly values: readonly number[] } | { readonly exception: number };

/**
 * Modbus application protocol 1.1b3, sections 6.1 to 6.4. These four are all that this driver can say: it has no code for a
 * function that writes.
 */
const FUNCTION_CODE: Readonly<Record<Table, number>> = { coil: 1, discrete: 2, holding: 3, input: 4 };
const EXCEPTION_BIT = 0x80;

export const isBitTable = (table: Table): boolean => table === "coil" || table === "discrete";

export function encodeRead({ table, address, length }: Read): Buffer {
  const pdu = Buffer.alloc(5);
  pdu.writeUInt8(FUNCTION_CODE[table], 0);
  pdu.writeUInt16BE(address, 1);
  pdu.writeUInt16BE(length, 3);
  return pdu;
}

/** The bytes of an answer's data, by which its frame's length is known. */
const dataBytes = ({ table, length }: Read): number => (isBitTable(table) ? Math.ceil(length / 8) : length * 2);

/** The lengths a PDU can have that answers this read: values or an exception. */
export const answerLengths = (read: Read): readonly [values: number, exception: number] => [2 + dataBytes(read), 2];

/** @returns null for bytes that do not answer this read. */
export function decodeAnswer(read: Read, pdu: Buffer): Answer | null {
  const [code, second] = pdu;
  const expected = FUNCTION_CODE[read.table];
  if (code === undefined || second === undefined) return null;
  if (code === (expected | EXCEPTION_BIT)) return pdu.length === 2 ? { exception: second } : null;
  const bytes = dataBytes(read);
  if (code !== expected || second !== bytes || pdu.length !== 2 + bytes) return null;
  const data = pdu.subarray(2);
  return {
    values: Array.from({ length: read.length }, (_, index) =>
      isBitTable(read.table) ? (data.readUInt8(index >> 3) >> (index & 7)) & 1 : data.readUInt16BE(index * 2),
    ),
  };
}

export const ILLEGAL_DATA_ADDRESS = 2;
/** Of a gateway whose device behind it is silent: nothing is known of any register. */
export const TARGET_FAILED_TO_RESPOND = 11;

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

export const exceptionText = (code: number): string => `exception ${code}: ${EXCEPTION[code] ?? "unknown"}`;
