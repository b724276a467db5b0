import type { EdgeSource } from "@outstation/contracts/edge/package";
import { createLogger } from "@outstation/kit/logger";
import { createDriver } from "../drivers/create-driver";
import type { SourceHealth } from "../drivers/driver";
import { hostOf } from "../uplink/proxy";
import { bad, type Finding, ok, textOf, warning } from "./finding";
import { reach } from "./look-at-network";

const PATIENCE_MS = 15_000;

/**
 * Whether a source can be had. Where no gateway runs, its own driver tries, as far as a connection; where one does, a port is
 * all that may be asked for: a serial line or a BACnet port belongs to one at a time.
 */
export async function lookAtSource(
  source: EdgeSource,
  { dataDir, isRunning }: { readonly dataDir: string; readonly isRunning: boolean },
): Promise<Finding> {
  const what = `source ${source.id}`;
  if (!isRunning) return tryDriver(what, source, dataDir);
  const address = addressOf(source);
  if (address === null) return warning(what, `${source.driver}: not tried, the running gateway holds its line`);
  const problem = await reach(address.host, address.port);
  const at = `${source.driver} at ${address.host}:${address.port}`;
  return problem === null ? ok(what, `${at} answers`) : bad(what, `${at}: ${problem}`);
}

/** A TCP port, or null where there is none to ask. */
export function addressOf(source: EdgeSource): { readonly host: string; readonly port: number } | null {
  switch (source.driver) {
    case "opcua":
      return of(source.endpoint.replace(/^opc\.tcp:/, "http:"), 4840);
    case "pi-web-api":
      return of(source.baseUrl, 443);
    case "sql":
      return { host: source.host, port: source.port };
    case "modbus":
      return source.transport === "rtu" ? null : { host: source.host, port: source.port };
    case "bacnet":
      return null;
  }
}

function of(address: string, fallback: number) {
  const url = new URL(address);
  return { host: hostOf(url), port: Number(url.port || fallback) };
}

async function tryDriver(what: string, source: EdgeSource, dataDir: string): Promise<Finding> {
  let stop = async () => {};
  try {
    const driver = await createDriver(source, { dataDir, logger: createLogger("doctor", "silent") });
    stop = () => driver.stop();
    const last = await new Promise<SourceHealth>((resolve) => {
      let said: SourceHealth = { state: "connecting" };
      const timer = setTimeout(() => resolve(said), PATIENCE_MS);
      driver.start({
        onReadings: () => undefined,
        onHealth(health) {
          said = health;
          if (health.state === "connecting") return;
          clearTimeout(timer);
          resolve(health);
        },
      });
    });
    if (last.state === "connected") return ok(what, `${source.driver}: connected, ${source.points.length} points`);
    return bad(what, `${source.driver}: ${last.detail ?? `no answer within ${PATIENCE_MS / 1000} s`}`);
  } catch (reason) {
    return bad(what, `${source.driver}: ${textOf(reason)}`);
  } finally {
    await stop().catch(() => undefined);
  }
}
