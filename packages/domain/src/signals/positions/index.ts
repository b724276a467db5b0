export { commitBatch, loadPositions } from "./positions";
