export { createFolderMailer, type FolderMailer, type KeptMail } from "./folder-mailer";
export { type MailOptions, type OpenMail, openMail } from "./open-mail";
export { createSmtpMailer, type SmtpOptions } from "./smtp-mailer";
