// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export interface Main {
  readonly version: string
  readonly currentKey: Uint8Array
  readonly messageMe?: MessageMe
  readonly keyPackage?: Uint8Array
  readonly continuityProofs?: ReadonlyArray<Uint8Array>
}

export interface MessageMe {
  readonly messageMeUrl: string
  readonly showButtonTo: "none" | "usersIFollow" | "everyone" | (string & {})
}
