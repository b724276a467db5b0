import type { Duplex } from "node:stream";

type Done = (error?: Error | null) => void;

/**
 * Makes what is written to a connection within one turn of the event loop one write: a batch's PUBACKs to a device are a
 * few bytes each, and each alone would be a TLS record and a system call (9 of 60 us a message, `pnpm bench ingest`).
 * Order, back-pressure and the callbacks stay as they are.
 */
export function gatherWrites(socket: Duplex): void {
  const write = socket.write.bind(socket);
  let waiting: Uint8Array[] = [];
  let told: Done[] = [];
  let bytes = 0;
  /** Somebody was told to wait for `drain`. */
  let owesDrain = false;

  function flush(): void {
    const [first] = waiting;
    if (first === undefined) return;
    const callbacks = told;
    const all = waiting.length === 1 ? first : Buffer.concat(waiting, bytes);
    [waiting, told, bytes] = [[], [], 0];
    const mayGoOn = write(all, (error) => {
      for (const done of callbacks) done(error);
    });
    // What stood in the way when it was said has gone by now, and the socket itself has nothing to tell.
    if (mayGoOn && owesDrain) setImmediate(() => socket.emit("drain"));
    owesDrain = false;
  }

  function gather(chunk: Uint8Array | string, ...rest: unknown[]): boolean {
    const done = rest.find((argument): argument is Done => typeof argument === "function");
    const encoding = typeof rest[0] === "string" ? (rest[0] as BufferEncoding) : undefined;
    if (waiting.length === 0) setImmediate(flush);
    const data = typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk;
    waiting.push(data);
    bytes += data.byteLength;
    if (done !== undefined) told.push(done);
    const mayGoOn = !socket.writableNeedDrain && socket.writableLength + bytes < socket.writableHighWaterMark;
    owesDrain ||= !mayGoOn;
    return mayGoOn;
  }

  const end = socket.end.bind(socket) as (...rest: unknown[]) => Duplex;
  socket.write = gather as Duplex["write"];
  socket.end = ((...rest: unknown[]) => {
    flush();
    return end(...rest);
  }) as Duplex["end"];
}
