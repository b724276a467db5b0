import type { Columns } from "../series/shape";

/** One line of a panel. */
export type PlotLine = {
  readonly label: string;
  /** Index into the theme's series colours. */
  readonly hue: number;
  readonly decimals: number | null;
  readonly isBoolean: boolean;
  readonly raw: boolean;
  readonly columns: Columns;
};
