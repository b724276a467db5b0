import type { PointPriority } from "./reporting";
import { unitConversion } from "./reporting-units";

type Point = {
  readonly name: string;
  readonly kind: string;
  readonly unit?: string | undefined;
  readonly sourceUnit?: string | undefined;
  readonly scale?: number | undefined;
  readonly deadband?: { readonly kind: string; readonly range?: readonly [number, number] | undefined } | undefined;
  readonly priority?: PointPriority | undefined;
};

/** What a package asks of its points that cannot be done: one sentence each. A package with any is not to be run. */
export function reportingProblems(
  sources: readonly { readonly id: string; readonly points: readonly Point[] }[],
): string[] {
  return sources.flatMap(({ id, points }) =>
    points.flatMap((point) => problemsOf(point).map((problem) => `source ${id}, point "${point.name}": ${problem}`)),
  );
}

function problemsOf({ kind, unit, sourceUnit, scale, deadband }: Point): string[] {
  const problems: string[] = [];
  if (sourceUnit !== undefined) {
    const conversion =
      unit === undefined ? { problem: "it has no unit to convert to" } : unitConversion(sourceUnit, unit);
    if ("problem" in conversion && sourceUnit !== unit) problems.push(conversion.problem);
  }
  if (scale === 0) problems.push("a scale of 0 leaves nothing of its values");
  if (deadband !== undefined && kind !== "number") problems.push(`it is a ${kind}, and deadbands are of numbers`);
  if (deadband?.range !== undefined && deadband.range[0] >= deadband.range[1])
    problems.push("the range of its deadband ends before it begins");
  return problems;
}
