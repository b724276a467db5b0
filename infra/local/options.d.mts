export const optionTable: readonly {
  readonly name: string;
  readonly value?: string;
  readonly fallback?: string;
  readonly help: string;
}[];
export function helpText(): string;
export function readOptions(args: readonly string[]): Readonly<Record<string, string | boolean | undefined>>;
