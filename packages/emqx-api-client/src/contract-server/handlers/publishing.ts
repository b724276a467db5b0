import { randomBytes } from "node:crypto";
import type { Message } from "../../areas/publishing";
import { type Answer, type Handlers, noClause } from "../answer";
import { type Broker, deliver } from "../broker";
import { isTopicName } from "../topics";

/** `mqtt.max_packet_size` of a new installation, 1 MB. */
const packetBytesMax = 1_048_576;

/** MQTT 5, 2.4. */
const reasons = { noMatchingSubscribers: 16, implementationSpecific: 131, topicNameInvalid: 144, quotaExceeded: 151 };

const failed = (status: number, reason_code: number, message: string): Answer => ({
  status,
  body: { reason_code, message },
});

const isBase64 = (text: string): boolean => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);

function objection({ topic, payload, payload_encoding }: Message): Answer | undefined {
  if (payload_encoding === "base64" && !isBase64(payload))
    return failed(400, reasons.implementationSpecific, "decode_base64_payload_failed");
  if (!isTopicName(topic)) return failed(400, reasons.topicNameInvalid, "topic_name_invalid");
  const bytes = Buffer.byteLength(payload, payload_encoding === "base64" ? "base64" : "utf8");
  return bytes + topic.length > packetBytesMax ? failed(400, reasons.quotaExceeded, "packet_too_large") : undefined;
}

const published = (broker: Broker, message: Message): Answer =>
  deliver(broker, message)
    ? { status: 200, body: { id: randomBytes(16).toString("hex").toUpperCase() } }
    : failed(202, reasons.noMatchingSubscribers, "no_matching_subscribers");

export const publishingHandlers: Handlers = {
  "POST /publish": (broker, { body }) => objection(body as Message) ?? published(broker, body as Message),

  // `[]` meets {errror, …}, which no clause knows (emqx_mgmt_api_publish.erl, messages/1). One bad message rejects them all.
  "POST /publish/bulk": (broker, { body }) => {
    const messages = body as Message[];
    if (messages.length === 0) return noClause();
    for (const message of messages) {
      const refused = objection(message);
      if (refused) return refused;
    }
    const answers = messages.map((message) => published(broker, message));
    return {
      status: answers.every(({ status }) => status === 200) ? 200 : 202,
      body: answers.map(({ body: one }) => one),
    };
  },
};
