/** What a guardian and an owner are told. A letter carries no token: it opens nothing. */
export const toGuardian = (did: string, device: string) => ({
  subject: "Somebody asks for a share that you keep",
  text: `Hello,\n\nyou keep a share of the recovery key of ${did}. A device asks for it:\n\n    ${device}\n\n`
    + "Speak with its owner, by voice or face to face, and compare these characters before you give it. If you cannot, refuse.\n"
})

export const toOwner = (guardian: string, device: string) => ({
  subject: "Somebody asks your guardians",
  text: `Hello,\n\na device has asked ${guardian} for a share of your recovery key:\n\n    ${device}\n\n`
    + "If it is not yours, tell your guardians, and choose new ones.\n"
})

export const given = (guardian: string, device: string) => ({
  subject: "A guardian gave a share of your recovery key",
  text: `Hello,\n\n${guardian} has given a share of your recovery key to this device:\n\n    ${device}\n\n`
    + "If it is not yours, replace your guardians now. What a thief does with the key, your root key takes back within 72 hours.\n"
})
