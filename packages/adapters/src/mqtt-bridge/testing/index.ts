export { type ScriptedBroker, startScriptedBroker } from "./scripted-broker";
