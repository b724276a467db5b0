import type { CallOptions, Connection } from "../connection";
import { EmqxApiError } from "../error";
import type { Schemas } from "../operation";

/**
 * `topic` is the whole topic: publishing here passes by authorization and mountpoints. `payload` is text, or base64 with
 * `payload_encoding: "base64"`. `properties.correlation_data` is sent as it stands, even when the payload is base64.
 */
export type Message = Schemas["emqx_mgmt_api_publish.publish_message"];

/**
 * `no-subscriber` is EMQX's 202: nobody's subscription matched, and the message is **gone** unless it was retained. A session that is
 * offline but subscribed counts as a subscriber, and its message waits.
 */
export type Publication =
  | { readonly outcome: "delivered"; readonly id: string }
  | { readonly outcome: "no-subscriber"; readonly reasonCode: number };

/** In a batch, a message can also fail alone (503 for the whole reply). */
export type BatchPublication =
  | Publication
  | { readonly outcome: "failed"; readonly reasonCode: number; readonly detail: string };

export type PublishOptions = CallOptions & {
  /** Publish again after a lost reply or a 503. The message may then arrive twice: the receiver must know it by its content. */
  readonly repeatable?: boolean;
};

type Part = { readonly id?: string; readonly reason_code?: number; readonly message?: string };

/** MQTT 5, 2.4: 0x10 No matching subscribers. */
const noMatchingSubscribers = 16;

function publicationOf({ id, reason_code, message }: Part): BatchPublication {
  if (id !== undefined) return { outcome: "delivered", id };
  const reasonCode = reason_code ?? 0;
  if (reasonCode === noMatchingSubscribers) return { outcome: "no-subscriber", reasonCode };
  return { outcome: "failed", reasonCode, detail: message ?? "" };
}

/** Sending messages in the broker's own name. */
export const publishingArea = (connection: Connection) => ({
  /**
   * `POST /publish`.
   * @throws EmqxApiError 400 for a topic with wildcards or a message over `mqtt.max_packet_size` (the code is MQTT's reason code);
   *   503 when a subscriber matched and could not be given it.
   */
  async publish(message: Message, options: PublishOptions = {}): Promise<Publication> {
    const endpoint = "POST /publish";
    const { body, status } = await connection.call("post", "/publish", { body: message }, options);
    const publication = publicationOf(body);
    if (publication.outcome === "failed")
      throw new EmqxApiError({ code: "UNEXPECTED_REPLY", endpoint, status, detail: publication.detail });
    return publication;
  },

  /**
   * `POST /publish/bulk`: one outcome per message, in their order. One message that is not valid rejects the batch with 400 and
   * publishes none. An empty batch makes no call: EMQX answers `[]` with 500 (emqx_mgmt_api_publish.erl, messages/1).
   */
  async publishMany(messages: readonly Message[], options: PublishOptions = {}): Promise<readonly BatchPublication[]> {
    if (messages.length === 0) return [];
    const treatment = options.repeatable ? options : { ...options, answers: [503] };
    const { body } = await connection.call("post", "/publish/bulk", { body: [...messages] }, treatment);
    if (!Array.isArray(body) || body.length !== messages.length)
      throw new EmqxApiError({
        code: "UNEXPECTED_REPLY",
        endpoint: "POST /publish/bulk",
        detail: "not one outcome per message",
      });
    return body.map((part: Part) => publicationOf(part));
  },
});
