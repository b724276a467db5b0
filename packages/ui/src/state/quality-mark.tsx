import type { Quality } from "../series/series";
import { StateMark, type Tone } from "./state-mark";

const TONES: Readonly<Record<Quality, Tone>> = { good: "normal", uncertain: "warning", bad: "critical" };

/** A reading's quality as its source gave it: good, uncertain or bad. */
export function QualityMark({ quality }: { quality: Quality }) {
  return <StateMark tone={TONES[quality]}>{quality}</StateMark>;
}
