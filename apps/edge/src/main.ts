import { Fault } from "@outstation/kit/fault";
import { createLogger } from "@outstation/kit/logger";
import { readSettings } from "./cli/settings";

const USAGE = `outstation-edge run                what a service does: the gateway, until it is told to stop
outstation-edge supervise          the same, and its versions: starts the current one, tries a new one, goes back from a bad one
outstation-edge enroll <claim>     make a key on this machine and have it certified; <claim> is text, a file or -
outstation-edge doctor             look at everything between the sources and the platform, and say what is wrong
outstation-edge points <source>    what a source of the edge package has to offer, as CSV

EDGE_DATA_DIR   where key, certificate, package and spool are kept (/var/lib/outstation-edge)
EDGE_INSTALL_DIR where supervise keeps the versions
EDGE_PROXY      the site's HTTP proxy, where that is the only way out
`;

const [command = "run", argument] = process.argv.slice(2);
try {
  const settings = readSettings();
  switch (command) {
    case "run":
      await (await import("./cli/run")).run(settings);
      break;
    case "supervise":
      await (await import("./update/supervise")).supervise(settings);
      break;
    case "enroll":
      await (await import("./cli/enroll")).enroll(settings, argument);
      process.exit(0);
      break;
    case "doctor":
      process.exit(await (await import("./doctor/doctor")).doctor(settings));
      break;
    case "points":
      await (await import("./cli/points")).points(settings, argument);
      process.exit(0);
      break;
    default:
      process.stdout.write(USAGE);
      process.exit(command === "help" || command === "--help" ? 0 : 2);
  }
} catch (reason) {
  if (!(reason instanceof Fault)) throw reason;
  if (command === "run" || command === "supervise")
    createLogger("edge").fatal({ code: reason.code }, reason.publicMessage);
  else process.stderr.write(`${reason.publicMessage}\n`);
  process.exitCode = 1;
  process.disconnect?.();
}
