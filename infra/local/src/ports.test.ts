import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { checkPorts, freePorts } from "./ports";

test("free ports are all different and pass the check", async () => {
  const ports = await freePorts();
  expect(new Set(Object.values(ports)).size).toBe(12);
  await checkPorts(ports, ["web", "mqtt", "acmeBacnet"]);
});

test("a TCP port in use is named with what wanted it and the option that changes it", async () => {
  const ports = await freePorts();
  const server = createServer().listen(ports.mqtt, "127.0.0.1");
  await once(server, "listening");
  try {
    await expect(checkPorts(ports, ["web", "mqtt"])).rejects.toMatchObject({
      code: "local.port_in_use",
      publicMessage: `Port ${ports.mqtt}, wanted by the MQTT broker, is already in use: stop what uses it, or choose another with --mqtt-port.`,
    });
    await checkPorts(ports, ["web"]);
  } finally {
    server.close();
  }
});

test("so is a UDP port", async () => {
  const ports = await freePorts();
  const socket = createSocket("udp4").bind(ports.acmeBacnet, "127.0.0.1");
  await once(socket, "listening");
  try {
    await expect(checkPorts(ports, ["acmeBacnet"])).rejects.toMatchObject({ code: "local.port_in_use" });
  } finally {
    socket.close();
  }
});

test("one port for two is refused", async () => {
  const ports = await freePorts();
  await expect(checkPorts({ ...ports, portal: ports.web }, ["web", "portal"])).rejects.toMatchObject({
    code: "local.port_twice",
  });
});
