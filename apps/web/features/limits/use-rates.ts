"use client";
import { useTRPC } from "@outstation/hall/client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "../shell/me";
import type { LimitName } from "./amounts";

const HOUR_MS = 3_600_000;
const REFRESH_MS = 60_000;

/** What the meter counted in the last full hour, as a rate; nothing for those who may not see what is counted. */
export function useRates(): Partial<Record<LimitName, number>> {
  const may = useMay("usage.read");
  const [to] = useState(() => Math.floor(Date.now() / HOUR_MS) * HOUR_MS);
  const range = { from: to - HOUR_MS, to, unit: "hour" as const, deviceId: null };
  const usage = useQuery(useTRPC().usage.periods.queryOptions(range, { enabled: may, refetchInterval: REFRESH_MS }));
  if (usage.data === undefined) return {};
  const sum = (pick: (period: { messages: number; bytes: number }) => number) =>
    usage.data.reduce((total, period) => total + pick(period), 0) / (HOUR_MS / 1000);
  return { messagesPerSecond: sum(({ messages }) => messages), bytesPerSecond: sum(({ bytes }) => bytes) };
}
