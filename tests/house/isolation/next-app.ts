import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { repositoryRoot } from "@outstation/local/repository";
import type { WebDoor } from "@outstation/proof/trial";

/** As much of Next's own runner of route handlers as is needed here: what its server calls for each request. */
type RouteRunner = {
  handle(request: Request, context: object): Promise<Response>;
};
type NextServer = {
  readonly AppRouteRouteModule: new (options: object) => RouteRunner;
  readonly NextRequest: new (url: URL, init?: object) => Request;
};

type Params = Record<string, string | string[]>;

/** The route handlers of an app, by their folder under `app/`. */
export const listRoutes = (app: string): string[] =>
  readdirSync(join(repositoryRoot, "apps", app, "app"), { recursive: true, encoding: "utf8" })
    .filter((file) => /(^|\/)route\.tsx?$/.test(file))
    .map((file) => `/${file.slice(0, file.lastIndexOf("/"))}`)
    .sort();

/** `/api/auth/[...nextauth]` as a pattern, and the parameters it takes from a path. */
function matcherOf(route: string): (pathname: string) => Params | null {
  const names: { name: string; isRest: boolean }[] = [];
  const pattern = route.replaceAll(/\[(\.\.\.)?(\w+)\]/g, (_all, rest: string | undefined, name: string) => {
    names.push({ name, isRest: rest !== undefined });
    return rest === undefined ? "([^/]+)" : "(.+)";
  });
  return (pathname) => {
    const found = new RegExp(`^${pattern}$`).exec(pathname);
    if (found === null) return null;
    const values = names.map(({ name, isRest }, at) => [name, isRest ? found[at + 1]?.split("/") : found[at + 1]]);
    return Object.fromEntries(values);
  };
}

/** The route handlers of a web app, run by Next's own code in this process: a build and a server would take minutes. */
export function openNextApp(app: "web" | "portal"): WebDoor {
  const folder = join(repositoryRoot, "apps", app);
  const requireNext = createRequire(join(folder, "package.json"));
  // The order matters: a server of Next begins with these globals.
  requireNext("next/dist/server/node-environment");
  const { AppRouteRouteModule } = requireNext("next/dist/server/route-modules/app-route/module") as NextServer;
  const { NextRequest } = requireNext("next/server") as NextServer;
  const known = listRoutes(app).map((route) => ({
    route,
    matches: matcherOf(route),
    file: join(folder, "app", route, "route.ts"),
  }));
  const base = "http://127.0.0.1:3000";

  return async (path, init = {}) => {
    const url = new URL(path, base);
    for (const { route, matches, file } of known) {
      const params = matches(decodeURIComponent(url.pathname));
      if (params === null) continue;
      const runner = new AppRouteRouteModule({
        definition: {
          kind: "APP_ROUTE",
          page: `${route}/route`,
          pathname: route,
          filename: file,
          bundlePath: `app${route}/route`,
        },
        ...{ distDir: "", relativeProjectDir: "", resolvedPagePath: file, nextConfigOutput: undefined },
        userland: () => import(file),
      });
      const request = new NextRequest(url, init);
      return runner.handle(request, {
        params,
        renderOpts: { experimental: {}, waitUntil: undefined, onClose: () => undefined },
        previewProps: { previewModeId: "none", previewModeSigningKey: "none", previewModeEncryptionKey: "none" },
        sharedContext: { buildId: "test", deploymentId: "test" },
      });
    }
    return new Response("There is no such page.", { status: 404 });
  };
}
