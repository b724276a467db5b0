import type { StopReason } from "@outstation/contracts/edge/enrolment";

type Advice = { readonly title: string; readonly act: string };

const ADVICE: Readonly<Record<StopReason, Advice>> = {
  clock: {
    title: "The device’s clock is wrong.",
    act: "Certificates are then not valid yet or not any more. Set the clock, best by NTP; the command goes on by itself.",
  },
  dns: {
    title: "The device cannot resolve the platform’s name.",
    act: "Check its name server, or whether its network lets it ask.",
  },
  port: {
    title: "The port is closed to the device.",
    act: "Nothing answered there. A firewall must let it out to the enrolment and the MQTT port.",
  },
  ca: {
    title: "The device does not trust the server it reached.",
    act: "Something between may break TLS open; the claim’s root certificate is the only one it trusts.",
  },
  acl: {
    title: "The broker refused what the device did.",
    act: "It publishes under its own up/ topics and subscribes to its own down/ topics, and nothing else.",
  },
  refused: {
    title: "The platform refused the device.",
    act: "Its claim or certificate is not valid here. Make a new command.",
  },
  other: { title: "The device could not go on.", act: "What it said is below." },
};

/** Why an enrolment stopped, and what to do about it. */
export const adviceFor = (reason: StopReason): Advice => ADVICE[reason];
