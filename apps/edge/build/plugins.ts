import { existsSync } from "node:fs";
import { readFile, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Plugin } from "esbuild";
import { BACSTACK_SERVICES, OPCUA_TYPES_FILE, withoutOpcUaRequests } from "./what-writes";

/** The parts of node-opcua that a client needs. The package itself also brings a server, which answers writes and calls. */
const OPCUA_CLIENT_PARTS = ["node-opcua-client", "node-opcua-certificate-manager", "node-opcua-types"];

/** node-opcua without its server: 2.6 MB less, and no more than a gateway asks for. */
export function opcUaClientPlugin(edgeFolder: string): Plugin {
  const parts = OPCUA_CLIENT_PARTS.map((name) => `require("${name}")`).join(", ");
  return {
    name: "opcua-client",
    setup(build) {
      build.onResolve({ filter: /^node-opcua$/ }, () => ({ path: "node-opcua", namespace: "opcua-client" }));
      build.onLoad({ filter: /.*/, namespace: "opcua-client" }, async () => ({
        contents: `module.exports = Object.assign({}, ${parts});`,
        resolveDir: dirname(await realpath(join(edgeFolder, "node_modules", "node-opcua", "package.json"))),
      }));
    },
  };
}

/** Leaves out everything that can change a thing on site: our own outputs and executors, and the libraries' encoders. */
export function readOnlyPlugin(edgeFolder: string): Plugin {
  const sources = join(edgeFolder, "src");
  return {
    name: "read-only",
    setup(build) {
      // `x.read-only.ts` stands in for `x.ts`, in this build only.
      build.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, importer }) => {
        const standIn = join(resolveDir, `${path}.read-only.ts`);
        return importer.startsWith(sources) && existsSync(standIn) ? { path: standIn } : null;
      });
      build.onLoad({ filter: OPCUA_TYPES_FILE }, async ({ path }) => ({
        contents: withoutOpcUaRequests(await readFile(path, "utf8")),
      }));
      build.onLoad({ filter: BACSTACK_SERVICES }, () => ({ contents: "module.exports = {};" }));
    },
  };
}
