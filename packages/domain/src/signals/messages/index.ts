export { liveMessages, type MessageView, recentMessages } from "./device-messages";
