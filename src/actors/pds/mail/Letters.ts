/** What a PDS writes to its people. */
import type { Letter } from "../../mail/Mail.ts"

/** What a mailed token is for; it is good for nothing else. */
export type Purpose = "sign_in" | "confirm_email" | "update_email" | "reset_password" | "delete_account" | "plc_operation"

const said: { readonly [P in Purpose]: { readonly subject: string; readonly what: string } } = {
  sign_in: { subject: "Your sign-in code", what: "sign in, besides your password" },
  confirm_email: { subject: "Confirm your e-mail address", what: "confirm that this address is yours" },
  update_email: { subject: "Change of your e-mail address", what: "change the e-mail address of your account" },
  reset_password: { subject: "Reset your password", what: "choose a new password" },
  delete_account: { subject: "Deletion of your account", what: "delete your account for good" },
  plc_operation: { subject: "Change of your identity", what: "have a change of your identity signed, such as a move to another server" }
}

export const withToken = (purpose: Purpose, token: string, handle: string, minutes: number): Omit<Letter, "to"> => ({
  subject: said[purpose].subject,
  text: [
    `Hello @${handle},`,
    `with this code you can ${said[purpose].what}:`,
    `    ${token}`,
    `It works once, within ${minutes} minutes. If you did not ask for it, you need do nothing, and should tell it to nobody.`
  ].join("\n\n") + "\n"
})
