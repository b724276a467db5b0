import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { AxeResults } from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";

const USAGE = `tsx apps/web/screens.ts --web <url> --portal <url> --email <email> --password <password>
  --device <key>      the device whose page is taken (default: the first of the list)
  --out <folder>      default: docs/screens
  --chromium <path>   default: /usr/bin/chromium`;

const THEMES = ["light", "dark"] as const;
/** A phone, a laptop, a wall. */
const WIDTHS = [375, 1440, 3840];
const HEIGHTS: Readonly<Record<number, number>> = { 375: 812, 1440: 900, 3840: 2160 };
/** Long enough for the first live readings to be on the page; a screen without them is taken all the same. */
const LIVE_MS_MAX = 15_000;

type Screen = { readonly name: string; readonly url: string; readonly ready: string };
type Login = { readonly email: string; readonly password: string };

function readArguments() {
  const { values } = parseArgs({
    options: {
      web: { type: "string" },
      portal: { type: "string" },
      email: { type: "string" },
      password: { type: "string" },
      device: { type: "string" },
      out: { type: "string", default: fileURLToPath(new URL("../../docs/screens", import.meta.url)) },
      chromium: { type: "string", default: "/usr/bin/chromium" },
    },
  });
  const { web, portal, email, password } = values;
  if (!web || !portal || !email || !password) {
    process.stderr.write(`${USAGE}\n`);
    process.exit(2);
  }
  return { ...values, web, portal, email, password };
}

async function signIn(page: Page, origin: string, { email, password }: Login): Promise<void> {
  await page.goto(`${origin}/sign-in`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

async function firstDevice(page: Page, web: string): Promise<string> {
  await page.goto(`${web}/devices`);
  const row = page.locator("[data-testid^=device-row-]").first();
  await row.waitFor();
  return (await row.getAttribute("data-testid"))?.replace("device-row-", "") ?? "";
}

const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds on the page as it stands: one line each, none when all is well. */
async function inspect(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const { violations } = (await page.evaluate("axe.run()")) as AxeResults;
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target).join(", ")}`);
}

async function photograph(page: Page, screen: Screen, file: string): Promise<void> {
  await page.goto(screen.url);
  await page.locator(screen.ready).first().waitFor({ timeout: LIVE_MS_MAX });
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: file });
  process.stdout.write(`${file}\n`);
  for (const finding of await inspect(page)) {
    process.exitCode = 1;
    process.stderr.write(`${page.url()}: ${finding}\n`);
  }
}

async function take(browser: Browser, screens: readonly Screen[], login: Login, web: string, out: string) {
  for (const theme of THEMES)
    for (const width of WIDTHS) {
      const context = await browser.newContext({
        viewport: { width, height: HEIGHTS[width] ?? 900 },
        colorScheme: theme,
        reducedMotion: "reduce",
      });
      const page = await context.newPage();
      await photograph(
        page,
        { name: "sign-in", url: `${web}/sign-in`, ready: "form" },
        join(out, `sign-in-${theme}-${width}.png`),
      );
      await signIn(page, web, login);
      for (const screen of screens) await photograph(page, screen, join(out, `${screen.name}-${theme}-${width}.png`));
      await context.close();
    }
}

const { web, portal, email, password, device, out, chromium: executablePath } = readArguments();
await mkdir(out, { recursive: true });
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  const scout = await browser.newPage();
  await signIn(scout, web, { email, password });
  const key = encodeURIComponent(device ?? (await firstDevice(scout, web)));
  const screens: Screen[] = [
    { name: "overview", url: `${web}/`, ready: "table" },
    { name: "devices", url: `${web}/devices`, ready: "[data-testid^=device-row-]" },
    { name: "device", url: `${web}/devices/${key}`, ready: "canvas" },
    { name: "portal-start", url: `${portal}/`, ready: "main ol" },
    { name: "portal-tail", url: `${portal}/tail`, ready: "tbody tr" },
    { name: "portal-reference", url: `${portal}/reference`, ready: "dl" },
  ];
  await take(browser, screens, { email, password }, web, out);
} finally {
  await browser.close();
}
