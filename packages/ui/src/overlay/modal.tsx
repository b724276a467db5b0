"use client";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";

/** One question before the page goes on. Escape and a press outside close it; the focus goes back where it was. */
export function Modal(props: { title: string; open: boolean; onClose: () => void; children: ReactNode }) {
  return (
    <Dialog.Root open={props.open} onOpenChange={(open) => !open && props.onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-20 bg-ground/80" />
        <Dialog.Content
          aria-describedby={undefined}
          className="-translate-x-1/2 fixed top-[12vh] left-1/2 z-30 flex max-h-[76vh] w-[min(30rem,calc(100vw-2rem))] flex-col gap-4 overflow-y-auto rounded-md border border-line-strong bg-surface p-4"
        >
          <Dialog.Title className="font-semibold text-lg">{props.title}</Dialog.Title>
          {props.children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
