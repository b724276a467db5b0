import { appRouter } from "@outstation/api/root";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { contextOf } from "../../../../compose";
import { getSession } from "../../../../session";

const handler = (request: Request) =>
  fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    createContext: async () => contextOf(await getSession()),
  });

export { handler as GET, handler as POST };
