"use client";
import { type CallError, useTRPC } from "@outstation/hall/client";
import { useQuery } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useEffect, useRef, useState } from "react";
import { type Message, mergeMessages } from "./messages";

const RECENT = 100;
const FLUSH_MS = 200;

export type MessageFeed = {
  readonly messages: readonly Message[];
  /** Arrived while the page was paused. */
  readonly held: number;
  readonly isLoading: boolean;
  readonly isLive: boolean;
  readonly error: CallError | null;
  readonly retry: () => void;
};

/** A device's last messages, then the next ones as they arrive; pausing holds the list still and loses nothing. */
export function useMessages(deviceKey: string, paused: boolean): MessageFeed {
  const trpc = useTRPC();
  const [messages, setMessages] = useState<readonly Message[]>([]);
  const [held, setHeld] = useState<readonly Message[]>([]);
  const waiting = useRef<Message[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isPaused = useRef(paused);
  isPaused.current = paused;
  useEffect(() => () => clearTimeout(timer.current), []);

  const recent = useQuery(trpc.messages.recent.queryOptions({ deviceKey, limit: RECENT }, { staleTime: 0 }));
  useEffect(() => {
    if (recent.data === undefined) return;
    const answer = recent.data;
    // While paused the list stands still.
    setMessages((kept) => (isPaused.current && kept.length > 0 ? kept : mergeMessages(kept, answer)));
  }, [recent.data]);

  useEffect(() => {
    if (paused || held.length === 0) return;
    setMessages((kept) => mergeMessages(kept, held));
    setHeld([]);
  }, [paused, held]);

  const flush = () => {
    timer.current = undefined;
    const arrived = waiting.current.splice(0);
    if (isPaused.current) setHeld((kept) => mergeMessages(kept, arrived));
    else setMessages((kept) => mergeMessages(kept, arrived));
  };
  const { status } = useSubscription(
    trpc.messages.live.subscriptionOptions(
      { deviceKey },
      {
        onData: ({ data }) => {
          waiting.current.push(data);
          timer.current ??= setTimeout(flush, FLUSH_MS);
        },
      },
    ),
  );
  return {
    messages,
    held: held.length,
    isLoading: recent.isPending,
    isLive: status === "pending",
    error: recent.error,
    retry: () => recent.refetch(),
  };
}
