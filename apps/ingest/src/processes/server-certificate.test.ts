import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { createEmbeddedBroker } from "@outstation/adapters/embedded-broker";
import { openFileSigner } from "@outstation/adapters/signer";
import { manualClock } from "@outstation/kit/clock";
import { createLogger } from "@outstation/kit/logger";
import { freePorts } from "@outstation/local/ports";
import { afterAll, expect, test, vi } from "vitest";
import { enrolment } from "./enrolment";
import { renewal } from "./renewal";
import { openServerCertificate } from "./server-certificate";

// Promise: a host that is up for longer than its certificate lives shows a fresh one in time, and asks for devices' as before.

const DAY_MS = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), "outstation-server-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("after two thirds of its life every server shows the next one, and still wants a device's", async () => {
  const clock = manualClock(Date.now());
  const logger = createLogger("test", "silent");
  const { platform } = await openFileSigner(join(folder, "ca"), Date.now);
  const server = await openServerCertificate({
    issue: () => platform.serverFor(["127.0.0.1"]),
    ...{ clock, logger, lookEveryMs: 5 },
  });
  const { pair: first, onRenewed } = server;
  const host = "127.0.0.1";
  const ports = await freePorts();
  const tls = { ...first, trusted: [platform.root, platform.issuing] };
  const unused = () => Promise.reject(new Error("nobody asks"));
  const doors = [
    enrolment({
      ...{ host, port: ports.enrolment, tls: first, onRenewed, logger },
      ...{ enrol: unused, report: unused, renewLate: unused, signingKeys: () => [] },
    }),
    renewal({ host, port: ports.renewal, tls, onRenewed, logger, renew: unused, firmware: unused }),
  ];
  for (const door of doors) await door.start();
  const broker = createEmbeddedBroker({
    ...{ host, port: ports.mqtt, tls, onRenewed, now: clock.now, onRefused: () => undefined },
  });
  await broker.listen({ admit: async () => true, accept: async () => undefined });
  const all = [ports.enrolment, ports.renewal, ports.mqtt];

  const shown = () => Promise.all(all.map((port) => serialShownAt(port, platform.root)));
  const before = await shown();
  clock.advance(59 * DAY_MS);
  expect(await shown()).toEqual(before);
  clock.advance(DAY_MS);
  await vi.waitUntil(() => server.pair !== first);
  const after = await shown();
  expect(new Set([...before, ...after]).size).toBe(2);
  expect(after).not.toContain(before[0]);
  // Those that want a client certificate end the connection without one (RFC 8446, 4.4.2.4).
  for (const port of [ports.renewal, ports.mqtt]) {
    const socket = connect({ host, port, ca: platform.root });
    const [error] = await once(socket, "error");
    expect(error).toMatchObject({ code: "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED" });
  }
  await server.stop();
  for (const door of doors) await door.stop();
  await broker.close();
});

async function serialShownAt(port: number, ca: string): Promise<string> {
  const socket = connect({ host: "127.0.0.1", port, ca });
  socket.on("error", () => undefined);
  await once(socket, "secureConnect");
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}
