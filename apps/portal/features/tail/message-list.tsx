"use client";
import { useAddressBar } from "@outstation/hall/address-bar";
import { CallErrorNote } from "@outstation/hall/call-error";
import { DataTable } from "@outstation/ui/data/data-table";
import { Button } from "@outstation/ui/form/button";
import { isTyping } from "@outstation/ui/form/is-typing";
import { SelectField } from "@outstation/ui/form/select-field";
import { count } from "@outstation/ui/format/numbers";
import { zoneLabel } from "@outstation/ui/format/times";
import { EmptyState } from "@outstation/ui/state/empty-state";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { StateMark } from "@outstation/ui/state/state-mark";
import { useEffect, useState } from "react";
import { messageColumns } from "./message-columns";
import { MessageDetail } from "./message-detail";
import { type MessageFeed, useMessages } from "./use-messages";

const VERDICTS = ["accepted", "quarantined"].map((value) => ({ value, label: value }));

/** The messages of one device, newest first, and the one that is open beside them. */
export function MessageList({ deviceKey, timeZone }: { deviceKey: string; timeZone: string }) {
  const [paused, setPaused] = useState(false);
  const [address, setAddress] = useAddressBar();
  const feed = useMessages(deviceKey, paused);
  const verdict = address.get("verdict") ?? "";
  const shown = feed.messages.filter(({ verdict: { state } }) => verdict === "" || state === verdict);
  const open = feed.messages.find(({ id }) => id === address.get("message"));
  usePauseKey(() => setPaused((before) => !before));
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button aria-keyshortcuts="p" onClick={() => setPaused(!paused)}>
          {paused ? "Resume" : "Pause"}
        </Button>
        <SelectField
          label="Verdict"
          all="Any verdict"
          value={verdict}
          choices={VERDICTS}
          onChange={(value) => setAddress({ verdict: value === "" ? null : value })}
        />
        <FeedState feed={feed} paused={paused} />
        <span className="text-ink-faint text-sm">Times in {zoneLabel(Date.now(), timeZone)}</span>
      </div>
      {feed.error && <CallErrorNote error={feed.error} onRetry={feed.retry} />}
      <div className={`grid items-start gap-4 ${open ? "xl:grid-cols-[minmax(0,1fr)_37rem]" : ""}`}>
        {open && (
          <div className="min-w-0 xl:sticky xl:top-16 xl:order-2">
            <MessageDetail
              message={open}
              timeZone={timeZone}
              view={address.get("view") === "hex" ? "hex" : "text"}
              onView={(view) => setAddress({ view: view === "hex" ? "hex" : null })}
              onClose={() => setAddress({ message: null })}
            />
          </div>
        )}
        <div className="min-w-0">
          {feed.isLoading && <SkeletonRows rows={12} />}
          {!feed.isLoading && shown.length === 0 && <NoMessages deviceKey={deviceKey} verdict={verdict} />}
          {shown.length > 0 && (
            <DataTable
              label={`Messages of ${deviceKey}`}
              rows={shown}
              rowKey={({ id }) => id}
              isSelected={({ id }) => id === open?.id}
              columns={messageColumns(timeZone, open !== undefined, (id) => setAddress({ message: id }))}
            />
          )}
        </div>
      </div>
    </>
  );
}

function FeedState({ feed, paused }: { feed: MessageFeed; paused: boolean }) {
  if (paused) return <StateMark tone="off">paused, {count(feed.held, "new message")} held</StateMark>;
  return feed.isLive ? <StateMark tone="normal">live</StateMark> : <StateMark tone="stale">connecting</StateMark>;
}

function NoMessages({ deviceKey, verdict }: { deviceKey: string; verdict: string }) {
  return verdict === "" ? (
    <EmptyState title="No messages yet">
      Nothing has arrived from <code className="font-mono text-sm">{deviceKey}</code>. This page shows the first message
      the moment the broker has it, whether it can be read or not.
    </EmptyState>
  ) : (
    <EmptyState title={`None of the last messages is ${verdict}`}>New ones appear as they arrive.</EmptyState>
  );
}

/** p pauses and resumes, from anywhere on the page but a field. */
function usePauseKey(toggle: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "p" || event.metaKey || event.ctrlKey || isTyping(event.target)) return;
      toggle();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });
}
