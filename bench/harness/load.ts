import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { LoadOrder, LoadPlan, LoadReport } from "./load-plan";

export type Load = {
  /** The newest report; at most half a second old. */
  report(): LoadReport;
  order(order: LoadOrder): void;
  /** Resolves with the last report, once everything sent has its PUBACK. */
  readonly done: Promise<LoadReport>;
  close(): void;
};

/** Starts devices in a process of their own. */
export async function startLoad(plan: LoadPlan): Promise<Load> {
  const child = fork(fileURLToPath(new URL("./load-process.ts", import.meta.url)), { execArgv: ["--import", "tsx"] });
  let newest: LoadReport | undefined;
  const done = new Promise<LoadReport>((resolve, reject) => {
    child.on("message", (report: LoadReport) => {
      newest = report;
      if (report.done) resolve(report);
    });
    child.once("exit", (code) => reject(new Error(`the load ended with ${code} before it was done`)));
  });
  done.catch(() => undefined);
  child.send(plan);
  await Promise.race([once(child, "message"), done]);
  return {
    report: () => {
      if (newest === undefined) throw new Error("the load has not reported yet");
      return newest;
    },
    order: (order) => void child.send(order),
    done,
    close: () => void child.kill("SIGKILL"),
  };
}
