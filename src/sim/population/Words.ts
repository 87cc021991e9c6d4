/** What people say: short sentences from a small vocabulary. */
import type { Stream } from "../kernel/Stream.ts"

const subjects = ["the comet", "a planet", "this orbit", "my telescope", "the tide", "an eclipse", "the moon", "every clock", "that star", "the calendar"]
const verbs = ["returns", "turns", "drifts", "waits", "rises", "sets", "wobbles", "slows", "shines", "hides"]
const places = ["tonight", "over the harbour", "behind the clouds", "once a year", "without a sound", "in the east", "as predicted", "again", "at last", "for everybody"]
const tags = ["astronomy", "night", "clockwork", "weather", "maps"]

export const sentence = (stream: Stream): string => {
  const text = `${stream.pick(subjects)} ${stream.pick(verbs)} ${stream.pick(places)}`
  const said = `${text[0]!.toUpperCase()}${text.slice(1)}.`
  return stream.chance(0.2) ? `${said} #${stream.pick(tags)}` : said
}
