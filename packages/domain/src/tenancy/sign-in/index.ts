export { type Caller, type Credentials, signIn } from "./sign-in";
export { type StepUpBy, stepUp, stepUpBy } from "./step-up";
