export { createMqttBridge, type MqttBridge, type MqttBridgeOptions } from "./mqtt-bridge";
