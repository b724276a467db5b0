import { router } from "./procedures";
import { devicesRouter } from "./routers/devices";
import { messagesRouter } from "./routers/messages";
import { sessionRouter } from "./routers/session";
import { sitesRouter } from "./routers/sites";
import { telemetryRouter } from "./routers/telemetry";

export const appRouter = router({
  session: sessionRouter,
  sites: sitesRouter,
  devices: devicesRouter,
  telemetry: telemetryRouter,
  messages: messagesRouter,
});
export type AppRouter = typeof appRouter;
