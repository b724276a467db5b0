import type { EdgePackage, EdgeSource } from "@outstation/contracts/edge/package";
import type { Execute } from "./command-desk";
import type { Accepted } from "./judge-command";
import type { PointWriters } from "./point-writer";

type Doers = {
  readonly dataDir: string;
  readonly reportNow: () => void;
  /** @returns false where the package has no such source. */
  readonly restartSource: (sourceId: string) => Promise<boolean>;
  readonly writers: PointWriters;
};

/** Carries out what was accepted. */
export const createExecute =
  (doers: Doers): Execute =>
  async (command, edgePackage) => {
    switch (command.type) {
      case "gateway.report-now":
        doers.reportNow();
        return {};
      case "gateway.restart-source":
        if (!(await doers.restartSource(command.args.source))) throw new Error("The source is gone from the package.");
        return {};
      case "point.write":
        return { value: await write(command.args, edgePackage, doers) };
    }
  };

type Write = Extract<Accepted, { readonly type: "point.write" }>["args"];

async function write({ source: id, point, value }: Write, edgePackage: EdgePackage, { writers, dataDir }: Doers) {
  const source = edgePackage.sources.find((one) => one.id === id);
  if (source === undefined) throw new Error(`The package has no source "${id}".`);
  return writerOf(writers, source)({ point, value, dataDir });
}

function writerOf(writers: PointWriters, source: EdgeSource) {
  const none = () => {
    throw new Error(`This build of the gateway writes nothing over ${source.driver}.`);
  };
  switch (source.driver) {
    case "opcua": {
      const writePoint = writers.opcua;
      return writePoint === undefined ? none : (wanted: Parameters<typeof writePoint>[1]) => writePoint(source, wanted);
    }
    default:
      return none;
  }
}
