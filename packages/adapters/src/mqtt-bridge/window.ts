/** A message that waits for its acknowledgment. */
export type Slot = { readonly messageId: number; settled: boolean };

export type Window = {
  add(messageId: number): Slot;
  /** @returns the identifiers that may be acknowledged now: in the order they came, whatever order they were dealt with in. */
  settle(slot: Slot): number[];
  readonly size: number;
};

/** Dead entries at the front that are worth moving the live ones for. */
const COMPACT_AFTER = 1024;

/**
 * What one connection has received and not acknowledged. A receiver sends its PUBACKs in the order of the messages
 * (MQTT 5, 4.6.0-2), so that one which is slow holds back the acknowledgments of those behind it, but not the work on them.
 */
export function createWindow(): Window {
  let slots: Slot[] = [];
  let head = 0;
  return {
    add: (messageId) => {
      const slot = { messageId, settled: false };
      slots.push(slot);
      return slot;
    },
    settle: (slot) => {
      slot.settled = true;
      const ready: number[] = [];
      for (let next = slots[head]; next?.settled; next = slots[head]) {
        ready.push(next.messageId);
        head++;
      }
      if (head >= COMPACT_AFTER) {
        slots = slots.slice(head);
        head = 0;
      }
      return ready;
    },
    get size() {
      return slots.length - head;
    },
  };
}
