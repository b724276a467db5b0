export { type AccessDesk, carryOut } from "./carry-out";
