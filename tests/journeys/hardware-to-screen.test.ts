import { findChromium } from "@outstation/local/chromium";
import { writeSetpoint } from "@outstation/local/hardware/opcua/write-setpoint";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demoFleet } from "../../prisma/seed/demo-fleet";
import { type JourneyPlatform, startJourney } from "./support/platform";

const found = await findChromium();
const path = "path" in found ? found.path : null;
if ("missing" in found) console.log(`hardware to screen is skipped: ${found.missing}`);

let platform: JourneyPlatform;
let browser: Browser;
beforeAll(async () => {
  if (path === null) return;
  platform = await startJourney({ simulators: true, webApps: ["web", "portal"] });
  browser = await chromium.launch({
    executablePath: path,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
});
afterAll(async () => {
  await browser?.close();
  await platform?.end();
});

/** A browser of one member, who signs in with the keyboard. */
async function signInAs(tenant: string): Promise<Page> {
  const login = platform.logins.find((one) => one.tenant === tenant);
  if (login === undefined) throw new Error(`no login of ${tenant}`);
  const page = await browser.newPage();
  await page.goto(`${platform.addresses.web}/sign-in`);
  await page.getByLabel("Email").fill(login.email);
  await page.getByLabel("Password").fill(login.password);
  await page.getByLabel("Password").press("Enter");
  await page.waitForURL(`${platform.addresses.web}/`);
  return page;
}

const line = () => {
  const acme = demoFleet(platform.ports)[0]?.edgePackage;
  const source = acme?.sources.find((one) => one.driver === "opcua");
  if (source?.driver !== "opcua") throw new Error("acme has no OPC UA source");
  return source;
};

test.skipIf(path === null)("a value changed in the OPC UA server appears in the browser", async () => {
  const page = await signInAs("acme");
  await page.goto(`${platform.addresses.web}/devices/packaging-line-3`);
  const cell = page.getByTestId("point-value-filler_speed_setpoint");
  await cell.waitFor();
  const tookMs: number[] = [];
  for (let round = 0; round < 20; round++) {
    const wanted = 180 + round;
    await writeSetpoint(line(), "filler_speed_setpoint", wanted);
    const begun = performance.now();
    await page.waitForFunction(
      ([id, text]) => document.querySelector(`[data-testid="${id}"]`)?.textContent?.includes(text as string),
      ["point-value-filler_speed_setpoint", String(wanted)],
      { polling: 20, timeout: 30_000 },
    );
    tookMs.push(performance.now() - begun);
  }
  tookMs.sort((a, b) => a - b);
  console.log(
    `from the OPC UA write to the screen: median of 20 ${Math.round(tookMs[10] ?? 0)} ms, slowest ${Math.round(tookMs[19] ?? 0)} ms`,
  );
  await page.close();
});

test.skipIf(path === null)("the history of a point is drawn, and described for who cannot see it", async () => {
  const page = await signInAs("acme");
  await page.goto(`${platform.addresses.web}/devices/packaging-line-3?points=filler_speed`);
  await page.locator("canvas").first().waitFor();
  const chart = page.getByRole("slider", { name: "Chart of filler_speed" });
  await chart.focus();
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => chart.getAttribute("aria-valuetext")).toMatch(/filler_speed.*\d/);
  await page.close();
});

test.skipIf(path === null)(
  "the portal takes the same sign-in and shows the gateway's messages as they come",
  async () => {
    const page = await signInAs("acme");
    await page.goto(`${platform.addresses.portal}/tail?device=gw-line-3`);
    await page.getByText("acme/d/gw-line-3/up/telemetry").first().waitFor();
    await page.getByRole("cell", { name: "accepted" }).first().waitFor();
    await page.close();
  },
);

test.skipIf(path === null)("globex's member sees globex and nothing of acme", async () => {
  const page = await signInAs("globex");
  await page.goto(`${platform.addresses.web}/devices`);
  await page.getByTestId("device-row-filler-1").waitFor();
  expect(await page.getByTestId("device-row-packaging-line-3").count()).toBe(0);
  await page.goto(`${platform.addresses.web}/devices/packaging-line-3`);
  await page.getByRole("heading", { name: /no device/i }).waitFor();
  await page.close();
});
