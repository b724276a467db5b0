import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { findChromium } from "@outstation/local/chromium";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type JourneyPlatform, startJourney } from "./support/platform";

// Promise: a company that nobody knew signs up and sees the first reading of its first device within three minutes, with one
// command run on the device's side. In a real browser, with the mails the embedded default keeps, over mutual TLS.

const found = await findChromium();
const path = "path" in found ? found.path : null;
if ("missing" in found) console.log(`from nothing to a reading is skipped: ${found.missing}`);

const PROMISE_MS = 3 * 60_000;

let platform: JourneyPlatform;
let browser: Browser;
let page: Page;
const devices: ChildProcess[] = [];
beforeAll(async () => {
  if (path === null) return;
  platform = await startJourney({ simulators: false, webApps: ["web"] });
  browser = await chromium.launch({ executablePath: path, args: ["--no-sandbox", "--disable-gpu"] });
  page = await browser.newPage();
});
afterAll(async () => {
  for (const device of devices) device.kill("SIGTERM");
  await browser?.close();
  await platform?.end();
});

const goTo = (where: string) => page.goto(`${platform.addresses.web}${where}`);
const step = (name: string, state: string) => page.locator(`[data-step="${name}"][data-state="${state}"]`);

/** Runs what the page says to run, as a person would paste it, in this checkout. */
function runCommand(command: string): ChildProcess {
  const [npm, run, script, dashes, option, claim] = command.split(" ");
  expect([npm, run, script, dashes, option]).toEqual(["npm", "run", "device", "--", "--claim"]);
  const args = ["--import", "tsx", "infra/local/src/hardware/mqtt-device/main.ts", "--claim", claim ?? ""];
  const device = spawn(process.execPath, [...args, "--data", join(platform.dataDir, "devices")], { stdio: "pipe" });
  device.stdout?.on("data", (text) => console.log(`device: ${String(text).trim()}`));
  device.stderr?.on("data", (text) => console.log(`device: ${String(text).trim()}`));
  devices.push(device);
  return device;
}

test.skipIf(path === null)(
  "sign-up, confirmation by mail, one command, the first reading on the screen",
  async () => {
    const begun = performance.now();
    await goTo("/sign-up");
    await page.getByLabel("Company").fill("Umbrella Pumps");
    await page.getByLabel("Your name").fill("Uma Owner");
    await page.getByLabel("Email").fill("uma@umbrella.example");
    await page.getByLabel("Password").fill("a long enough password");
    await page.getByRole("button", { name: "Sign up" }).click();
    await page.getByText("A link is on its way").waitFor();

    await goTo("/mail");
    await page
      .getByRole("link", { name: /\/verify\// })
      .first()
      .click();
    await page.getByRole("button", { name: "Open my company" }).click();
    await page.waitForURL(`${platform.addresses.web}/`);
    await page.getByText("Umbrella Pumps").first().waitFor();
    console.log(`a company of its own after ${Math.round(performance.now() - begun)} ms`);

    await page.getByRole("link", { name: "Add a device" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Room 1");
    await page.getByRole("button", { name: "Add it and make its claim" }).click();
    const copy = page.getByRole("button", { name: /^Copy command/ });
    await copy.waitFor();
    await step("key", "waiting").waitFor();
    runCommand((await copy.textContent()) ?? "");
    for (const name of ["key", "request", "connect", "reading"])
      await step(name, "done").waitFor({ timeout: PROMISE_MS });
    await page.locator('[data-reading="temperature"]').waitFor();
    const tookMs = performance.now() - begun;
    console.log(`from nothing to the first reading on the screen: ${Math.round(tookMs)} ms`);
    expect(tookMs).toBeLessThan(PROMISE_MS);

    await page.getByRole("link", { name: "Open room-1" }).click();
    await page.getByTestId("point-value-temperature").waitFor();
  },
  PROMISE_MS + 60_000,
);

test.skipIf(path === null)("what it should be like reaches the device, and what it says comes back", async () => {
  await page.getByRole("button", { name: "Set what it should be like" }).click();
  await page.getByRole("textbox", { name: "Attributes" }).fill('{"interval_s": 10}');
  await page.getByRole("button", { name: "Set", exact: true }).click();
  await page.getByText("interval_s").waitFor();
  await page.waitForFunction(() => !document.body.textContent?.includes("wanted, nothing said"), undefined, {
    timeout: 30_000,
  });
});

test.skipIf(path === null)("a certificate that is revoked on its page cuts the device off", async () => {
  const [device] = devices;
  const cut = new Promise<void>((resolve) =>
    device?.stdout?.on("data", (text) => String(text).includes("not connected") && resolve()),
  );
  await page.getByRole("button", { name: "Revoke certificate" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Type room-1 to confirm").fill("room-1");
  await dialog.getByRole("button", { name: "Revoke certificate" }).click();
  await cut;
  await page.getByText("Last refused by the broker").waitFor({ timeout: 30_000 });
  await goTo("/certificates?view=all");
  await page.getByText("revoked").first().waitFor();
});

test.skipIf(path === null)("a claim that was made for nobody waits, and says what usually is in the way", async () => {
  await goTo("/devices/new");
  await page.getByLabel("Name", { exact: true }).fill("Room 2");
  await page.getByRole("button", { name: "Add it and make its claim" }).click();
  await step("key", "waiting").waitFor();
  await page.getByText("Nothing has arrived yet").waitFor({ timeout: 60_000 });
});
