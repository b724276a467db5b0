import { CopyText } from "../form/copy-text";
import { StateMark } from "./state-mark";

/** What happened, what it means, what to do; the stable code in mono, copyable. */
export function ErrorNote(props: { message: string; code?: string | undefined; onRetry?: (() => void) | undefined }) {
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md border border-line-strong bg-surface px-3 py-2"
    >
      <StateMark tone="critical">
        <span className="whitespace-normal">{props.message}</span>
      </StateMark>
      {props.code && <CopyText text={props.code} what="error code" />}
      {props.onRetry && (
        <button type="button" className="link" onClick={props.onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
