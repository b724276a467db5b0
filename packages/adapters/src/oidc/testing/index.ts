export { openTestProvider, type TestPerson, type TestProvider } from "./test-provider";
