export { createEmbeddedBroker, type EmbeddedBrokerOptions } from "./embedded-broker";
