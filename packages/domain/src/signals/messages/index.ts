export { liveMessages, type MessageCursor, recentMessages } from "./device-messages";
export type { MessageView } from "./message-view";
