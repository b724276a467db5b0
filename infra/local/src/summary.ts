import { join } from "node:path";
import type { RunningPlatform } from "./platform";

/** What `npm start` prints when everything runs. */
export function summaryOf(platform: RunningPlatform, simulators: boolean, seconds: number): string {
  const { addresses, logins, dataDir } = platform;
  const width = Math.max(...logins.map(({ email }) => email.length));
  const look = simulators
    ? [
        "Look at",
        "  web     sign in, open a device of the line and watch its points move; pull its history",
        "  portal  the same account: the last messages of each device as they came, decoded, with the verdict",
        "  both    sign in as the other tenant: nothing of the first one is there",
      ]
    : [`No simulated hardware runs: a gateway of your own enrols with one of the claims in ${join(dataDir, "claims")}`];
  return [
    "",
    `Outstation is ready after ${seconds.toFixed(1)} s.`,
    "",
    `  Web app           ${addresses.web}`,
    `  Developer portal  ${addresses.portal}`,
    `  MQTT broker       ${addresses.broker}  (client certificate required)`,
    `  Enrolment         ${addresses.enrolment}`,
    `  Data folder       ${dataDir}  (logs in logs/)`,
    "",
    "Sign in as",
    ...logins.map(({ email, password, tenant }) => `  ${email.padEnd(width)}  ${password}  (${tenant})`),
    "",
    ...look,
    "",
    "Ctrl-C stops everything and keeps its state.",
    "",
  ].join("\n");
}
