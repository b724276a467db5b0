export {
  beginTotp,
  confirmTotp,
  countRecoveryCodes,
  disableTotp,
  type FactorDesk,
  renewRecoveryCodes,
  useSecondFactor,
} from "./totp";
