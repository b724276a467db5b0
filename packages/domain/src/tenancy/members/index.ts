export { hashPassword } from "./password";
export { type SignedIn, signIn } from "./sign-in";
export { type MemberView, viewMember } from "./view-member";
