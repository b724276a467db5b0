import { connect, type Socket } from "node:net";
import type { ModbusCoilOutput } from "@outstation/contracts/edge/alarms";
import type { OutputPort } from "./output";

// MODBUS Application Protocol 1.1b3: read coils 6.1, write single coil 6.5, exceptions 7.
const READ_COILS = 1;
const WRITE_SINGLE_COIL = 5;
const ON = 0xff00;
const EXCEPTION_BIT = 0x80;
const ANSWER_TIMEOUT_MS = 3000;
/** MODBUS Messaging on TCP/IP 1.0b, 3.1.3: transaction, protocol 0, length, unit. */
const HEADER_BYTES = 7;
/** What one request may answer at most; a slave that says more is talking nonsense. */
const PDU_BYTES_MAX = 253;

/**
 * A coil of a Modbus TCP device: written, and read back, since a device may acknowledge what an interlock then undoes. One
 * connection a time, so that nothing is left open to a device that switches once a week.
 */
export function openModbusCoil({ host, port, unitId, address }: ModbusCoilOutput): OutputPort {
  return {
    async write(on) {
      const socket = connect({ host, port });
      try {
        await ask(socket, unitId, pduOf(WRITE_SINGLE_COIL, address, on ? ON : 0));
        const [, bits = 0] = await ask(socket, unitId, pduOf(READ_COILS, address, 1));
        if ((bits & 1) !== (on ? 1 : 0))
          throw new Error(`the coil was written and is ${on ? "off" : "on"} all the same`);
      } finally {
        socket.destroy();
      }
    },
    close: async () => {},
  };
}

function pduOf(functionCode: number, first: number, second: number): Buffer {
  const pdu = Buffer.alloc(5);
  pdu.writeUInt8(functionCode, 0);
  pdu.writeUInt16BE(first, 1);
  pdu.writeUInt16BE(second, 3);
  return pdu;
}

let transaction = 0;

/** @returns the answer after its function code. @throws on an exception, a stranger's answer, or none within 3 s */
function ask(socket: Socket, unitId: number, pdu: Buffer): Promise<Buffer> {
  transaction = (transaction + 1) & 0xffff;
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(transaction, 0);
  header.writeUInt16BE(pdu.length + 1, 4);
  header.writeUInt8(unitId, 6);
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    const timer = setTimeout(() => finish(new Error("no answer within 3 s")), ANSWER_TIMEOUT_MS);
    const finish = (outcome: Error | Buffer) => {
      clearTimeout(timer);
      socket.off("data", take).off("error", finish).off("close", ended);
      if (outcome instanceof Error) reject(outcome);
      else resolve(outcome);
    };
    const ended = () => finish(new Error("the device closed the connection"));
    const take = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const answer = answerOf(received, header, pdu);
      if (answer !== null) finish(answer);
    };
    socket.on("data", take).on("error", finish).on("close", ended);
    socket.write(Buffer.concat([header, pdu]));
  });
}

/** The answer in what was received, what is wrong with it, or null while it is not all there. */
function answerOf(received: Buffer, header: Buffer, pdu: Buffer): Buffer | Error | null {
  if (received.length < HEADER_BYTES + 2) return null;
  const length = received.readUInt16BE(4);
  const isOurs = received.readUInt16BE(0) === header.readUInt16BE(0) && received.readUInt16BE(2) === 0;
  if (!isOurs || received[6] !== header[6] || length < 3 || length > PDU_BYTES_MAX + 1)
    return new Error("the answer is no Modbus answer to what was asked");
  if (received.length < HEADER_BYTES - 1 + length) return null;
  const answer = received.subarray(HEADER_BYTES, HEADER_BYTES - 1 + length);
  if (answer[0] === ((pdu[0] ?? 0) | EXCEPTION_BIT)) return new Error(`the device answered exception ${answer[1]}`);
  if (answer[0] !== pdu[0]) return new Error(`the device answered function ${answer[0]}`);
  if (pdu[0] === WRITE_SINGLE_COIL && !answer.equals(pdu)) return new Error("the device echoed another coil");
  return answer.subarray(1);
}
