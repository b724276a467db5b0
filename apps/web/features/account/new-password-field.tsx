import { TextField } from "@outstation/ui/form/text-field";

/** A password someone chooses: its one rule said, what is wrong with it at the field. */
export const NewPasswordField = (props: { label: string; name: string; error: string | undefined }) => (
  <TextField
    {...props}
    type="password"
    required
    minLength={10}
    autoComplete="new-password"
    hint="At least 10 characters."
  />
);
