import type { Call } from "./transport";
import type { CallOptions, Listener, ListenerChange, ListenerSummary } from "./types";

/** The doors of the broker, by ids such as `ssl:default`. */
export function listeners(call: Call) {
  const act =
    (action: "start" | "stop" | "restart") =>
    async (id: string, { signal }: CallOptions = {}): Promise<void> => {
      await call("post", `/listeners/{id}/${action}`, { path: { id }, accept: [200], repeatable: true, signal });
    };
  return {
    list: async ({ signal }: CallOptions = {}): Promise<ListenerSummary[]> => {
      const { body } = await call("get", "/listeners", { accept: [200], signal });
      return body;
    },
    /** @returns null where there is none. */
    find: async (id: string, { signal }: CallOptions = {}): Promise<Listener | null> => {
      const answer = await call("get", "/listeners/{id}", { path: { id }, accept: [200, 404], signal });
      return answer.status === 200 ? answer.body : null;
    },
    /** Merged into what is there. Certificates may be given as PEM; EMQX writes them to files. @returns the listener as it is now. */
    change: async (change: ListenerChange, { signal }: CallOptions = {}): Promise<Listener> => {
      const { body } = await call("put", "/listeners/{id}", {
        path: { id: change.id },
        body: change,
        accept: [200],
        signal,
      });
      return body;
    },
    /** Enables and opens it. */
    start: act("start"),
    /** Closes it and disables it, also for the next start of EMQX. Its connections end. */
    stop: act("stop"),
    restart: act("restart"),
    /** Gone already is no error. */
    delete: async (id: string, { signal }: CallOptions = {}): Promise<void> => {
      await call("delete", "/listeners/{id}", { path: { id }, accept: [204, 404], signal });
    },
  };
}
