export { createFolderMailer, type FolderMailer, type KeptMail } from "./folder-mailer";
export { createSmtpMailer, type SmtpOptions } from "./smtp-mailer";
