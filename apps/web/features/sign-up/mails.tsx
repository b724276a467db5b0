"use client";
import { CallErrorNote } from "@outstation/hall/call-error";
import { useTRPC } from "@outstation/hall/client";
import { EmptyState } from "@outstation/ui/state/empty-state";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import { useQuery } from "@tanstack/react-query";

const REFRESH_MS = 3000;

/** The mails this platform would have sent. Only the embedded default keeps them here. */
export function Mails() {
  const mails = useQuery(useTRPC().signUp.mails.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  if (mails.error) return <CallErrorNote error={mails.error} onRetry={() => mails.refetch()} />;
  if (mails.data === undefined) return <SkeletonRows rows={4} />;
  if (mails.data === null)
    return <EmptyState title="Mails are sent">This platform has a mail server; nothing is kept here.</EmptyState>;
  if (mails.data.length === 0)
    return (
      <EmptyState
        title="No mail yet"
        action={
          <a className="link" href="/sign-up">
            Sign up
          </a>
        }
      >
        This platform has no mail server. What it would send appears here: sign up, invite someone, or ask for a new
        password.
      </EmptyState>
    );
  return (
    <ol className="flex flex-col gap-3">
      {mails.data.map(({ id, to, subject, text, sentAt }) => (
        <li key={id} className="rounded-md border border-line bg-surface p-3">
          <div className="flex flex-wrap justify-between gap-x-4">
            <strong>{subject}</strong>
            <TimeAgo at={sentAt} timeZone="UTC" />
          </div>
          <div className="text-ink-soft text-sm">to {to}</div>
          <Linked text={text} />
        </li>
      ))}
    </ol>
  );
}

/** The text of a mail, its addresses pressable. */
function Linked({ text }: { text: string }) {
  return (
    <p className="mt-2 whitespace-pre-wrap break-words">
      {text.split(/(https?:\/\/\S+)/).map((part, index) =>
        index % 2 === 1 ? (
          <a key={part} className="link" href={part}>
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </p>
  );
}
