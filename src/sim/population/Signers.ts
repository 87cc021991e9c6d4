/** The devices of people who sign their commits themselves. */
import type { SigningDevice } from "../../actors/client/keys/SigningDevice.ts"
import type { Session } from "../../actors/client/Session.ts"

const devices = new WeakMap<Session, SigningDevice>()

export const equip = (session: Session, device: SigningDevice): void => void devices.set(session, device)

/** Undefined where the PDS signs. */
export const deviceOf = (session: Session): SigningDevice | undefined => session.signer === undefined ? undefined : devices.get(session)
