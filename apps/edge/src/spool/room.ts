import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import type { EdgePackage } from "@outstation/contracts/edge/package";
import { SpoolSettings } from "@outstation/contracts/edge/spool";
import { type SpoolForecast, spoolForecast } from "@outstation/contracts/edge/spool-forecast";
import type { Clock } from "@outstation/kit/clock";

/** Whatever the forecast says: a handful of points makes a few MB in 72 h, and there may soon be more of them. */
const LIMIT_BYTES_MIN = 16 * 1024 * 1024;
/** Left to the rest of the machine, or a tenth of a disk that is smaller than ten times this. */
const RESERVE_BYTES = 64 * 1024 * 1024;
/** A forecast is right within a tenth (`forecast.test.ts`); the hours are kept also where it says too little. */
const MARGIN = 1.1;
const LOOK_EVERY_MS = 10_000;

export type Room = ReturnType<typeof createRoom>;

/** How much the spool may take: the hours that the package asks for at its forecast rate, as far as the disk has it. */
export function createRoom(options: { readonly file: string; readonly clock: Clock; readonly bytesMax: number }) {
  let settings: SpoolSettings = SpoolSettings.parse({});
  let forecast: SpoolForecast | null = null;
  let free = { at: Number.NEGATIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

  function freeBytes(): number {
    const now = options.clock.now();
    if (Math.abs(now - free.at) < LOOK_EVERY_MS) return free.bytes;
    try {
      const { bavail, blocks, bsize } = statfsSync(dirname(options.file));
      free = { at: now, bytes: Math.max(0, bavail * bsize - Math.min(RESERVE_BYTES, (blocks * bsize) / 10)) };
    } catch {
      free = { at: now, bytes: Number.POSITIVE_INFINITY };
    }
    return free.bytes;
  }

  const wanted = () => {
    const hours = forecast === null ? Number.POSITIVE_INFINITY : MARGIN * settings.hours * forecast.diskBytesPerHour;
    return Math.min(options.bytesMax, settings.bytesMax ?? Number.POSITIVE_INFINITY, Math.max(hours, LIMIT_BYTES_MIN));
  };

  return {
    use(edgePackage: EdgePackage) {
      settings = edgePackage.spool ?? SpoolSettings.parse({});
      forecast = spoolForecast(edgePackage);
    },
    /** What the file holds already is ours, even where others filled the disk since: to let go of it would give them nothing. */
    limitBytes: (allocated: number): number => Math.min(wanted(), allocated + freeBytes()),
    hours: () => settings.hours,
    forecastBytesPerHour: () => forecast?.diskBytesPerHour ?? 0,
  };
}
