import { expect, test } from "vitest";
import { createGuardedFetch, isPublic } from "./guarded-fetch";

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
