import type { OpcUaSource } from "@outstation/contracts/edge/sources/opcua";
import type { Clock } from "@outstation/kit/clock";
import {
  DataType,
  DataValue,
  type EUInformation,
  makeEUInformation,
  type Namespace,
  StatusCodes,
  type UAObject,
  type UAVariable,
  Variant,
  type VariantLike,
} from "node-opcua";
import type { Machine, Sample } from "../machines/machine";

type Point = OpcUaSource["points"][number];

export type VariablesOptions = {
  readonly source: Pick<OpcUaSource, "points" | "samplingMs">;
  readonly machine: Machine;
  /** The one point a client may write. */
  readonly setpoint: string;
  readonly clock: Clock;
};

const STATUS = {
  good: StatusCodes.Good,
  uncertain: StatusCodes.UncertainSensorNotAccurate,
  bad: StatusCodes.BadSensorFailure,
} satisfies Record<Sample["status"], unknown>;

/** What the controller says of its units (UNECE Recommendation 20); the others of its points have none. */
const UNITS: Readonly<Record<string, EUInformation>> = {
  Cel: makeEUInformation("CEL", "°C", "degree Celsius"),
  bar: makeEUInformation("BAR", "bar", "bar"),
  "%": makeEUInformation("P1", "%", "percent"),
  A: makeEUInformation("AMP", "A", "ampere"),
  mL: makeEUInformation("MLT", "ml", "millilitre"),
  "mm/s": makeEUInformation("C16", "mm/s", "millimetre per second"),
  "N.m": makeEUInformation("NU", "N·m", "newton metre"),
};

export type Variables = {
  /** Those that follow the machine; the setpoint answers by itself. */
  readonly following: ReadonlyMap<Point, UAVariable>;
  add(point: Point): void;
};

/** Adds a variable for each point, and more when asked. */
export function addVariables(namespace: Namespace, options: VariablesOptions): Variables {
  const machineObject = namespace.addObject({
    organizedBy: namespace.addressSpace.rootFolder.objects,
    browseName: "Machine",
  });
  const following = new Map<Point, UAVariable>();
  const add = (point: Point) => {
    const variable = addVariable(namespace, machineObject, point, options);
    if (point.name === options.setpoint) acceptWrites(variable, point, options);
    else following.set(point, variable);
  };
  for (const point of options.source.points) add(point);
  return { following, add };
}

function addVariable(namespace: Namespace, parent: UAObject, point: Point, options: VariablesOptions): UAVariable {
  const access = point.name === options.setpoint ? "CurrentRead | CurrentWrite" : "CurrentRead";
  const unit = UNITS[point.unit ?? ""];
  const variable = {
    componentOf: parent,
    browseName: point.name,
    // The package names the namespace by its index or its URI; here it is the registered one.
    nodeId: point.nodeId.replace(/^(ns=\d+|nsu=[^;]+);/, ""),
    ...(point.description === undefined ? {} : { description: point.description }),
    dataType: dataTypeOf(point),
    minimumSamplingInterval: options.source.samplingMs,
    accessLevel: access,
    userAccessLevel: access,
    value: variantOf(point, options.machine.read(point.name)),
  };
  return unit === undefined
    ? namespace.addVariable(variable)
    : namespace.addAnalogDataItem({
        ...variable,
        engineeringUnits: unit,
        // What a sensor of this kind may show at all; a percentage deadband is taken of it (OPC 10000-8, 6.2).
        engineeringUnitsRange: { low: 0, high: unit.displayName.text === "%" ? 100 : 1000 },
      });
}

/** Hands a written value to the machine; one outside its range is answered with BadOutOfRange and changes nothing. */
function acceptWrites(variable: UAVariable, point: Point, { machine, clock }: VariablesOptions) {
  let changedAt = new Date(clock.now());
  variable.bindVariable(
    {
      timestamped_get: () =>
        new DataValue({ value: variantOf(point, machine.read(point.name)), sourceTimestamp: changedAt }),
      timestamped_set: async (written: DataValue) => {
        if (!machine.write(point.name, Number(written.value.value))) return StatusCodes.BadOutOfRange;
        changedAt = new Date(clock.now());
        return StatusCodes.Good;
      },
    },
    true,
  );
}

export function refresh({ following }: Variables, { machine, clock }: VariablesOptions) {
  const now = clock.now();
  machine.advance(now);
  for (const [point, variable] of following) {
    const sample = machine.read(point.name);
    variable.setValueFromSource(variantOf(point, sample), STATUS[sample.status], new Date(now));
  }
}

function dataTypeOf(point: Point): DataType {
  if (point.kind === "boolean") return DataType.Boolean;
  if (point.kind === "string") return DataType.String;
  return point.name.endsWith("_total") ? DataType.UInt32 : DataType.Double;
}

/** A sensor has the resolution its point is shown with: finer changes are not seen by anyone. */
function variantOf(point: Point, { value }: Sample): VariantLike {
  const resolution = 10 ** (point.decimals ?? 6);
  return new Variant({
    dataType: dataTypeOf(point),
    value: typeof value === "number" ? Math.round(value * resolution) / resolution : value,
  });
}
