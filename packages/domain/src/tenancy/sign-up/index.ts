export { completeSignUp, foundTenant, type NewTenant, requestSignUp, type SignUpForm } from "./sign-up";
