import type { Call } from "./transport";
import type { CallOptions, Message, Published } from "./types";

type Outcome = { readonly id?: string; readonly reason_code?: number; readonly message?: string };

/**
 * Messages from outside, past the rules of authorization: whoever calls decides about the topic. A message is sent once and
 * not tried again, as nothing would tell a second one from the first.
 */
export function messages(call: Call) {
  return {
    /** @throws EmqxApiError 400 for a topic with wildcards or a payload over the limit, 503 while EMQX starts. */
    publish: async (message: Message, { signal }: CallOptions = {}): Promise<Published> => {
      const { body } = await call("post", "/publish", { body: message, accept: [200, 202], signal });
      return outcomeOf(body);
    },
    /** In the order given; one message that is malformed refuses all of them. */
    publishMany: async (batch: readonly Message[], { signal }: CallOptions = {}): Promise<Published[]> => {
      // EMQX crashes on an empty list.
      if (batch.length === 0) return [];
      const { body } = await call("post", "/publish/bulk", { body: [...batch], accept: [200, 202], signal });
      return body.map(outcomeOf);
    },
  };
}

const outcomeOf = ({ id, reason_code = 0, message = "" }: Outcome): Published =>
  id === undefined ? { delivered: false, reasonCode: reason_code, reason: message } : { delivered: true, id };
