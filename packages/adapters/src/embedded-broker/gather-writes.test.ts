import { Duplex } from "node:stream";
import { expect, test } from "vitest";
import { gatherWrites } from "./gather-writes";

function open(options: { readonly highWaterMark?: number; readonly failure?: Error } = {}) {
  const writes: string[] = [];
  const socket = new Duplex({
    ...(options.highWaterMark === undefined ? {} : { writableHighWaterMark: options.highWaterMark }),
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      writes.push(chunk.toString("latin1"));
      done(options.failure ?? null);
    },
  });
  gatherWrites(socket);
  return { socket, writes };
}
const turn = () => new Promise(setImmediate);

test("what is written in one turn is one write, in order, whatever it was written as", async () => {
  const { socket, writes } = open();
  socket.write(Buffer.from("a"));
  socket.write("62", "hex");
  socket.write("c");
  await turn();
  socket.write("d");
  await turn();
  expect(writes).toEqual(["abc", "d"]);
});

test("each writer is told once, when its own bytes are gone, or why they are not", async () => {
  const told: string[] = [];
  const fine = open();
  fine.socket.write("a", () => told.push("a"));
  fine.socket.write("b", "latin1", () => told.push("b"));
  expect(told).toEqual([]);
  await turn();
  expect(told).toEqual(["a", "b"]);
  const broken = open({ failure: new Error("gone") });
  broken.socket.on("error", () => told.push("error"));
  broken.socket.write("c", (error) => told.push(error?.message ?? "no reason"));
  await turn();
  await turn();
  expect(told.slice(2)).toContain("gone");
});

test("the end comes after what was gathered", async () => {
  const { socket, writes } = open();
  socket.write("a");
  socket.end("b");
  await turn();
  expect(writes.join("")).toBe("ab");
});

test("a writer hears when more waits than the connection takes, and always when it may go on", async () => {
  const { socket } = open({ highWaterMark: 4 });
  let drained = 0;
  socket.on("drain", () => drained++);
  expect([socket.write("ab"), socket.write("cd")]).toEqual([true, false]);
  await turn();
  await turn();
  expect(drained).toBe(1);
});

test("a writer that was told to wait for bytes that left meanwhile hears too", async () => {
  const writes: Buffer[] = [];
  const ended: (() => void)[] = [];
  const socket = new Duplex({
    writableHighWaterMark: 4,
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      writes.push(chunk);
      ended.push(done);
    },
  });
  gatherWrites(socket);
  let drained = 0;
  socket.on("drain", () => drained++);
  socket.write("ab");
  await turn();
  expect(socket.write("cd")).toBe(false);
  ended[0]?.();
  await turn();
  await turn();
  await turn();
  expect([Buffer.concat(writes).toString(), drained]).toEqual(["abcd", 1]);
});
