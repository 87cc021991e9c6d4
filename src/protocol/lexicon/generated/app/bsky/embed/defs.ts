// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export interface AspectRatio {
  readonly width: number
  readonly height: number
}
