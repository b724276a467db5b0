export { saveStatus } from "./save-status";
