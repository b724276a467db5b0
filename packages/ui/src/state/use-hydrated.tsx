"use client";
import { useSyncExternalStore } from "react";

const never = () => () => {};

/** False in the server's markup and until the page answers to events. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
