export { saveStatus } from "./save-status";
export { type GatewayBuild, getGatewayBuild, verifyBuild } from "./verify-build";
