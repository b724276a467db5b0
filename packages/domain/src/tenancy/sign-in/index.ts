export { type Caller, type Credentials, signIn, stepUp } from "./sign-in";
