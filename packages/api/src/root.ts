import { router } from "./procedures";
import { accountRouter } from "./routers/account";
import { auditRouter } from "./routers/audit";
import { certificatesRouter } from "./routers/certificates";
import { commandsRouter } from "./routers/commands";
import { completenessRouter } from "./routers/completeness";
import { devicesRouter } from "./routers/devices";
import { edgePackagesRouter } from "./routers/edge-packages";
import { exportsRouter } from "./routers/exports";
import { firmwareRouter } from "./routers/firmware";
import { limitsRouter } from "./routers/limits";
import { membersRouter } from "./routers/members";
import { messagesRouter } from "./routers/messages";
import { operatorRouter } from "./routers/operator";
import { quarantineRouter } from "./routers/quarantine";
import { schemasRouter } from "./routers/schemas";
import { sessionRouter } from "./routers/session";
import { signInProviderRouter } from "./routers/sign-in-provider";
import { signUpRouter } from "./routers/sign-up";
import { sitesRouter } from "./routers/sites";
import { telemetryRouter } from "./routers/telemetry";
import { usageRouter } from "./routers/usage";

export const appRouter = router({
  signUp: signUpRouter,
  session: sessionRouter,
  account: accountRouter,
  members: membersRouter,
  signInProvider: signInProviderRouter,
  audit: auditRouter,
  operator: operatorRouter,
  sites: sitesRouter,
  limits: limitsRouter,
  devices: devicesRouter,
  edgePackages: edgePackagesRouter,
  commands: commandsRouter,
  firmware: firmwareRouter,
  certificates: certificatesRouter,
  schemas: schemasRouter,
  telemetry: telemetryRouter,
  exports: exportsRouter,
  messages: messagesRouter,
  completeness: completenessRouter,
  quarantine: quarantineRouter,
  usage: usageRouter,
});
export type AppRouter = typeof appRouter;
