import { StateMark, type Tone } from "@outstation/ui/state/state-mark";
import type { Certificate } from "./certificate";

const TONES: Readonly<Record<Certificate["standing"], Tone>> = {
  valid: "normal",
  due: "normal",
  overdue: "warning",
  expired: "critical",
  superseded: "off",
  revoked: "off",
};
const WORDS: Readonly<Record<Certificate["standing"], string>> = {
  valid: "valid",
  due: "renewal due",
  overdue: "renewal overdue",
  expired: "expired",
  superseded: "renewed",
  revoked: "revoked",
};

export const StandingMark = ({ standing }: { standing: Certificate["standing"] }) => (
  <StateMark tone={TONES[standing]}>{WORDS[standing]}</StateMark>
);
