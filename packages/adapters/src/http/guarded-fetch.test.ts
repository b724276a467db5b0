import type { lookup } from "node:dns";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openFileSigner } from "../signer";
import { createGuardedFetch, type GuardOptions, isPublic } from "./guarded-fetch";

// Promise: an address that a customer chose never leads into our own network.

const get = createGuardedFetch();

test.each([
  "https://127.0.0.1/",
  "https://localhost/",
  "https://0x7f.1/",
  "https://2130706433/",
  "https://0177.0.0.1/",
  "https://10.0.0.1/",
  "https://172.16.3.4/",
  "https://192.168.1.1/",
  "https://169.254.169.254/latest/meta-data/",
  "https://100.64.0.1/",
  "https://0.0.0.0/",
  "https://192.0.0.1/",
  "https://198.18.0.1/",
  "https://224.0.0.1/",
  "https://[::1]/",
  "https://[::ffff:127.0.0.1]/",
  "https://[fe80::1]/",
  "https://[fd00::1]/",
  "https://[64:ff9b::7f00:1]/",
  "https://[2002:7f00:1::]/",
  "https://[::]/",
  "https://192.0.2.1/",
  "http://example.com/",
  "https://example.com:22/",
  "https://user:secret@example.com/",
  "ftp://example.com/",
  "file:///etc/passwd",
  "nonsense",
])("%s is refused", async (address) => {
  await expect(get(address)).rejects.toMatchObject({ code: "outbound.address_refused" });
});

test("the refusal does not repeat a password or a path", async () => {
  const reason = await get("https://user:secret@10.0.0.1/hook/token").catch((fault) => fault.publicMessage);
  expect(reason).not.toMatch(/secret|token/);
});

test.each(["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])("%s is public", (address) => {
  expect(isPublic(address)).toBe(true);
});

describe("a name", () => {
  /** A resolver that knows one name. */
  const resolvingTo = (...addresses: string[]) =>
    vi.fn((_name: string, _options: unknown, done: (error: null, found: object[]) => void) =>
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      ),
    ) as unknown as typeof lookup;
  const ask = (resolver: typeof lookup) =>
    createGuardedFetch({ lookup: resolver, timeoutMs: 400 })("https://hooks.example/");

  test.each([[["127.0.0.1"]], [["10.1.2.3"]], [["::ffff:10.0.0.1"]], [["93.184.216.34", "169.254.169.254"]], [[]]])(
    "that resolves to %j is refused",
    async (addresses) => {
      await expect(ask(resolvingTo(...addresses))).rejects.toMatchObject({ code: "outbound.address_refused" });
    },
  );

  test("is resolved once, so that what was checked is what is dialled", async () => {
    const resolver = resolvingTo("93.184.216.34");
    const outcome = await ask(resolver).then(
      () => "answered",
      (reason) => reason.code,
    );
    expect(outcome).not.toBe("outbound.address_refused");
    expect(resolver).toHaveBeenCalledTimes(1);
  });
});

describe("an origin that the configuration allows", () => {
  const folder = mkdtempSync(join(tmpdir(), "outstation-http-"));
  let server: Server;
  let origin: string;
  let ca: string;
  beforeAll(async () => {
    const { platform } = await openFileSigner(folder, Date.now);
    const { certificate, key } = await platform.serverFor(["127.0.0.1"]);
    ca = platform.root;
    server = createServer({ cert: certificate, key }, (request, response) => {
      if (request.url === "/redirect") response.writeHead(302, { location: "https://127.0.0.1/" }).end();
      else if (request.url === "/large") response.end("x".repeat(5000));
      // Chunked: no header says how long it is.
      else if (request.url === "/flood") for (let part = 0; part < 50; part++) response.write("x".repeat(100));
      else if (request.url === "/silent") response.writeHead(200).flushHeaders();
      else response.end("hello");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server?.closeAllConnections();
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const ask = async (path: string, options: GuardOptions = {}) => {
    const get = createGuardedFetch({ allowedOrigins: [origin], ca, answerBytesMax: 1000, ...options });
    const response = await get(`${origin}${path}`);
    return `${response.status} ${await response.text()}`;
  };

  test("is reached, with its certificate verified", async () => {
    expect(await ask("/")).toBe("200 hello");
    const trusting = createGuardedFetch({ allowedOrigins: [origin] });
    await expect(trusting(`${origin}/`)).rejects.toMatchObject({ code: "UNABLE_TO_GET_ISSUER_CERT_LOCALLY" });
  });

  test("is not reached where another is allowed", async () => {
    const get = createGuardedFetch({ allowedOrigins: ["https://127.0.0.1:1"], ca });
    await expect(get(`${origin}/`)).rejects.toMatchObject({ code: "outbound.address_refused" });
  });

  test("cannot send us elsewhere", async () => {
    expect(await ask("/redirect")).toBe("302 ");
  });

  test.each(["/large", "/flood"])("cannot fill our memory (%s)", async (path) => {
    await expect(ask(path)).rejects.toMatchObject({ code: "outbound.answer_too_large" });
  });

  test("cannot keep us waiting, not even by its body", async () => {
    await expect(ask("/silent", { timeoutMs: 200 })).rejects.toMatchObject({ name: "TimeoutError" });
  });
});
