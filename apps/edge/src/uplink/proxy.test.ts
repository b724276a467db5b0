import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import { openTcp, parseProxy } from "./proxy";
import { startSmallProxy } from "./testing/small-proxy";

// Promise: a site's proxy is spoken to as RFC 9110 has it, and what goes wrong there is said as such.

const nobody = { host: "127.0.0.1", port: 9 };

async function serve(answer: string) {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end(answer));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { host: "127.0.0.1", port: (server.address() as AddressInfo).port, close: () => server.close() };
}

test("an address with and without credentials; what is no http address is refused without its password", () => {
  expect(parseProxy("")).toBeUndefined();
  expect(parseProxy("http://10.0.0.1:3128")).toEqual({ host: "10.0.0.1", port: 3128 });
  expect(parseProxy("http://[fd00::1]")).toEqual({ host: "fd00::1", port: 80 });
  expect(parseProxy("http://a:b%3A@p:1")?.authorization).toBe(`Basic ${Buffer.from("a:b:").toString("base64")}`);
  for (const bad of ["socks5://a:secret@b:1", "secret", "http://b/secret"])
    expect(() => parseProxy(bad)).toThrow(
      expect.objectContaining({ publicMessage: expect.not.stringContaining("secret") }),
    );
});

test("a proxy that wants credentials is told apart from a platform that refuses", async () => {
  const site = await startSmallProxy({ authorization: "Basic eA==" });
  const asking = openTcp(nobody, { host: "127.0.0.1", port: site.port });
  await expect(asking).rejects.toThrow(`the proxy 127.0.0.1:${site.port}: it answered "HTTP/1.1 407`);
  site.close();
});

test("no proxy there, one that hangs up, one that speaks something else", async () => {
  const site = await startSmallProxy();
  site.close();
  await expect(openTcp(nobody, { host: "127.0.0.1", port: site.port })).rejects.toMatchObject({ code: "ECONNREFUSED" });
  const silent = await serve("");
  await expect(openTcp(nobody, silent)).rejects.toThrow("it closed the connection");
  silent.close();
  const endless = await serve("x".repeat(20_000));
  await expect(openTcp(nobody, endless)).rejects.toThrow("it does not speak HTTP");
  endless.close();
});

test("what the far end says in the same packet as the proxy's answer is not lost", async () => {
  const eager = await serve("HTTP/1.1 200 OK\r\n\r\nhello");
  const socket = await openTcp(nobody, eager);
  const arrived = once(socket, "data");
  socket.resume();
  const [first] = await arrived;
  expect(String(first)).toBe("hello");
  socket.destroy();
  eager.close();
});
