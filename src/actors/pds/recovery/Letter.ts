/** What an owner is told when the server's disk came back from an old backup. */
export const compose = ({ host, missing, whole }: {
  readonly host: string
  /** Whether all that the network knew of the repository is back. */
  readonly whole: boolean
  /** Paths of records whose blobs are gone. */
  readonly missing: ReadonlyArray<string>
}) => ({
  subject: "Your server was restored from a backup",
  text: [
    `${host} lost its disk and came back from a backup.`,
    whole
      ? "Everything that you had published since then was still known to a relay, and is back."
      : "What you published since then could not be found anywhere any more, and is lost.",
    "What is private may be older than you remember: preferences, app passwords, sessions.",
    ...(missing.length === 0 ? [] : [`The pictures or files of these records are gone. Upload them again, if you still have them:\n${missing.join("\n")}`])
  ].join("\n\n") + "\n"
})
