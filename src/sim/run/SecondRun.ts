/**
 * The determinism check of whole runs (Law 2): a run notes its hash after each
 * slice, a second one from the same seed must note the same ones.
 *
 * Where they part, the slice before is the last that agreed. Two fresh runs go
 * there side by side and on in single steps, so that the first step that
 * differs is named with its virtual time and actor. What differs only now and
 * then may agree on that second look: then the slice is all that is known.
 */
export interface Step {
  readonly atMillis: number
  readonly host: string
  readonly kind: string
}

/** A run, as far as this check needs one. What `slice` does may depend on nothing but the steps done. */
export interface Steppable {
  readonly slice: (maxSteps: number) => "more" | "done"
  readonly hash: string
  readonly lastStep: Step
}

/** Notes of a run: the hash after each slice of `sliceSteps`. */
export interface Notes {
  readonly sliceSteps: number
  readonly hashes: ReadonlyArray<string>
}

export interface Divergence {
  /** Virtual milliseconds up to which both agreed, at least. */
  readonly agreedUntilMillis: number
  /** The first step that differs, as either run made it; absent if a second look showed none. */
  readonly steps: readonly [Step, Step] | undefined
}

export class SecondRun {
  divergence: Divergence | undefined
  private readonly notes: Notes
  private readonly make: () => Steppable
  private readonly run: Steppable
  private done = 0
  private agreedUntilMillis = 0

  /** `make` makes the very run that the notes were taken of. */
  constructor(notes: Notes, make: () => Steppable) {
    this.notes = notes
    this.make = make
    this.run = make()
  }

  /** Compares one slice more. */
  slice(): "more" | "done" {
    const { hashes, sliceSteps } = this.notes
    const outcome = this.run.slice(sliceSteps)
    const noted = hashes[this.done]
    const endsHere = this.done + 1 === hashes.length
    if (this.run.hash !== noted || (outcome === "done") !== endsHere) {
      this.divergence = this.locate()
      return "done"
    }
    this.done++
    this.agreedUntilMillis = this.run.lastStep.atMillis
    return outcome
  }

  private locate(): Divergence {
    const [first, second] = [this.make(), this.make()]
    for (let i = 0; i < this.done; i++) {
      first.slice(this.notes.sliceSteps)
      second.slice(this.notes.sliceSteps)
    }
    for (let i = 0; i < this.notes.sliceSteps; i++) {
      const [one, other] = [first.slice(1), second.slice(1)]
      if (first.hash !== second.hash || one !== other) {
        return { agreedUntilMillis: this.agreedUntilMillis, steps: [first.lastStep, second.lastStep] }
      }
      if (one === "done") break
    }
    return { agreedUntilMillis: this.agreedUntilMillis, steps: undefined }
  }
}
