import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { AxeResults } from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";

const USAGE = `tsx apps/web/screens.ts --web <url> --portal <url> --email <email> --password <password>
  --operator-email <email> --operator-password <password>
                      one of the platform's people; without them the operator's rooms are left out
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
      "operator-email": { type: "string" },
      "operator-password": { type: "string" },
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
  const { "operator-email": operatorEmail, "operator-password": operatorPassword } = values;
  const operator = operatorEmail && operatorPassword ? { email: operatorEmail, password: operatorPassword } : null;
  return { ...values, web, portal, email, password, operator };
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

/** What a login sees: its pages, after it has signed in; none: what everyone sees. */
type Visit = { readonly login: Login | null; readonly screens: readonly Screen[] };

async function take(browser: Browser, visits: readonly Visit[], web: string, out: string) {
  for (const theme of THEMES)
    for (const width of WIDTHS) {
      const context = await browser.newContext({
        viewport: { width, height: HEIGHTS[width] ?? 900 },
        colorScheme: theme,
        reducedMotion: "reduce",
      });
      const page = await context.newPage();
      for (const { login, screens } of visits) {
        await context.clearCookies();
        if (login !== null) await signIn(page, web, login);
        for (const screen of screens) await photograph(page, screen, join(out, `${screen.name}-${theme}-${width}.png`));
      }
      await context.close();
    }
}

const { web, portal, email, password, operator, device, out, chromium: executablePath } = readArguments();
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
    { name: "add-device", url: `${web}/devices/new`, ready: "form" },
    { name: "import", url: `${web}/devices/import`, ready: "input[type=file]" },
    { name: "data-quality", url: `${web}/data-quality`, ready: "table" },
    { name: "quarantine", url: `${web}/data-quality?tab=quarantine`, ready: "[role=tabpanel] [role=status]" },
    { name: "certificates", url: `${web}/certificates`, ready: "table" },
    { name: "members", url: `${web}/settings?tab=members`, ready: "table" },
    { name: "roles", url: `${web}/settings?tab=roles`, ready: "table" },
    { name: "sites", url: `${web}/settings?tab=sites`, ready: "article" },
    { name: "limits", url: `${web}/settings?tab=limits`, ready: "table" },
    { name: "sign-in-provider", url: `${web}/settings?tab=sign-in`, ready: "form" },
    { name: "audit", url: `${web}/settings?tab=audit`, ready: "table" },
    { name: "platform-access", url: `${web}/settings?tab=platform`, ready: "main section" },
    { name: "account", url: `${web}/account`, ready: "table" },
    { name: "portal-start", url: `${portal}/`, ready: "main ol" },
    { name: "portal-schemas", url: `${portal}/schemas`, ready: "main section" },
    { name: "portal-tail", url: `${portal}/tail`, ready: "tbody tr" },
    { name: "portal-usage", url: `${portal}/usage`, ready: "tbody tr" },
    { name: "portal-reference", url: `${portal}/reference`, ready: "dl" },
  ];
  const open: Screen[] = [
    { name: "sign-in", url: `${web}/sign-in`, ready: "form" },
    { name: "sign-up", url: `${web}/sign-up`, ready: "form" },
    { name: "mail", url: `${web}/mail`, ready: "main" },
  ];
  const rooms: Screen[] = [
    { name: "operator-tenants", url: `${web}/operator`, ready: "table" },
    { name: "operator-isolation", url: `${web}/operator/isolation`, ready: "main section" },
  ];
  const visits: Visit[] = [
    { login: null, screens: open },
    { login: { email, password }, screens },
    ...(operator === null ? [] : [{ login: operator, screens: rooms }]),
  ];
  await take(browser, visits, web, out);
} finally {
  await browser.close();
}
