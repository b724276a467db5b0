import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sleep } from "@outstation/kit/clock";

/**
 * Does what a fitter does with a USB stick: brings the controller's certificate to the gateway's list of trusted servers
 * and, once the gateway has made its own, the gateway's certificate to the controller's list of trusted clients.
 * Waits for both to exist; ends early when the signal aborts.
 */
export async function introduce(options: {
  readonly hardwareDataDir: string;
  readonly tenant: string;
  readonly edgeDataDir: string;
  readonly signal: AbortSignal;
}): Promise<void> {
  const controller = join(options.hardwareDataDir, `opcua-${options.tenant}`);
  const gateway = join(options.edgeDataDir, "opcua");
  await Promise.all([
    bring(join(controller, "server-certificate.pem"), join(gateway, "trusted"), "controller.pem", options.signal),
    bring(join(gateway, "client-certificate.pem"), join(controller, "trusted"), "gateway.pem", options.signal),
  ]);
}

async function bring(from: string, folder: string, name: string, signal: AbortSignal) {
  while (!signal.aborted) {
    const certificate = await readFile(from, "utf8").catch(() => "");
    // The other process may be writing it at this moment.
    if (certificate.includes("-----END CERTIFICATE-----")) {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, `${name}.new`), certificate);
      return rename(join(folder, `${name}.new`), join(folder, name));
    }
    await sleep(100, signal);
  }
}
