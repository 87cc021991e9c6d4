/**
 * Whatever labelers say while an App View is down, cut off or following, and
 * whichever of them crash: at rest it has the labels that each of them holds
 * in force. LABEL-5
 */
import * as fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Frame from "../../../src/protocol/frames/Frame.ts"
import * as LabelEvent from "../../../src/protocol/frames/LabelEvent.ts"
import { Town } from "./Town.ts"

const labelers = ["mod.test", "other.test"]

/** What each source said last of each subject and value, if that is not a negation. */
const inForce = (said: ReadonlyArray<{ readonly src: string; readonly uri: string; readonly val: string; readonly neg?: boolean }>): ReadonlyArray<string> => {
  const last = new Map(said.map(({ neg, src, uri, val }) => [`${src} ${uri} ${val}`, neg === true]))
  return [...last].filter(([, neg]) => !neg).map(([label]) => label).sort()
}

const heldBy = (net: Town, host: string): ReadonlyArray<string> => {
  const said = []
  let cursor: string | undefined
  do {
    const page = net.fetchFrom(host, "com.atproto.label.queryLabels", { uriPatterns: ["*"], limit: 250, ...(cursor === undefined ? {} : { cursor }) }).body
    said.push(...page.labels)
    cursor = page.cursor
  } while (cursor !== undefined)
  return inForce(said)
}

type Step = readonly [kind: number, labeler: number, subject: number, val: number]

const step = fc.tuple(fc.nat({ max: 13 }), fc.nat({ max: 1 }), fc.nat({ max: 2 }), fc.nat({ max: 1 }))

const act = (net: Town, subjects: ReadonlyArray<string>, [kind, labeler, subject, val]: Step) => {
  const host = labelers[labeler]!
  if (kind < 8) {
    const verdict = { uri: subjects[subject]!, val: ["spam", "rude"][val]! }
    net.label(host, kind < 5 ? verdict : { ...verdict, neg: true })
    return [{ src: `did:web:${host}`, ...verdict, neg: kind >= 5 }]
  }
  if (kind === 8) net.world.crash("appview.test")
  else if (kind === 9) net.world.start("appview.test")
  else if (kind < 12) net.world.partition("appview.test", host, kind === 10)
  else if (kind === 12) {
    net.world.crash(host)
    net.world.start(host)
    net.settle(100)
  } else net.settle(3_000)
  return []
}

const history = (steps: ReadonlyArray<Step>, seed: number, before: (net: Town) => void = () => undefined) => {
  const net = new Town({ seed, labelers })
  net.join("alice")
  const post = net.post("alice", "hello")
  net.settle()
  before(net)
  const said = steps.flatMap((step) => act(net, [post, net.did("alice"), "did:plc:elsewhere"], step))
  for (const host of labelers) net.world.partition("appview.test", host, false)
  net.world.start("appview.test")
  net.settle(180_000)
  return { net, said: inForce(said) }
}

describe("LABEL-5: the labels of an App View", () => {
  it("are at rest those that its labelers hold in force, whatever happened meanwhile", () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 30 }), fc.nat({ max: 1_000 }), (steps, seed) => {
      const { net, said } = history(steps, seed)
      expect(labelers.flatMap((host) => heldBy(net, host)).sort()).toEqual(said)
      expect(heldBy(net, "appview.test")).toEqual(said)
      expect(net.defects).toEqual([])
    }), { numRuns: 25, seed: 7 })
  })

  it("differ if a labeler leaves a label out of its stream", () => {
    const { net, said } = history([[0, 0, 0, 0], [13, 0, 0, 0], [0, 0, 1, 1]], 1, (net) =>
      net.world.interpose((host, message) => {
        if (message.kind !== "frame" || host !== "mod.test" || message.to !== "appview.test") return message.bytes
        const event = Result.getOrThrow(Result.flatMap(Frame.decode(message.bytes), LabelEvent.fromFrame))
        return event._tag === "Labels" ? LabelEvent.encode({ ...event, labels: event.labels.filter(({ val }) => val !== "spam") }) : message.bytes
      }))
    expect(heldBy(net, "mod.test")).toEqual(said)
    expect(heldBy(net, "appview.test")).toEqual(said.filter((label) => !label.endsWith(" spam")))
  })
})
