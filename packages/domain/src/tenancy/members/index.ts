export { hashPassword } from "./password";
export { type SignedIn, signIn } from "./sign-in";
export { type Entrance, type MemberView, type PersonView, viewMember, viewPerson } from "./view-member";
