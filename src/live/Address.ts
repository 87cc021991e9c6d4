/**
 * Which addresses a service may call on a stranger's word: those of the public
 * Internet alone. Anything that leads into this machine, its network or a cloud's
 * own services is refused, in whatever spelling, IPv4 inside IPv6 too. RFC 6890, 4193, 6598, 6052, 3056
 */
import { BlockList, isIP } from "node:net"

const list = new BlockList()

const v4: ReadonlyArray<readonly [network: string, prefix: number]> = [
  ["0.0.0.0", 8], // this network
  ["10.0.0.0", 8], // private
  ["100.64.0.0", 10], // shared, behind a carrier
  ["127.0.0.0", 8], // loopback
  ["169.254.0.0", 16], // link-local, clouds' metadata
  ["172.16.0.0", 12], // private
  ["192.0.0.0", 24], // protocol assignments
  ["192.0.2.0", 24], // documentation
  ["192.88.99.0", 24], // 6to4 relays
  ["192.168.0.0", 16], // private
  ["198.18.0.0", 15], // benchmarks
  ["198.51.100.0", 24], // documentation
  ["203.0.113.0", 24], // documentation
  ["224.0.0.0", 4], // multicast
  ["240.0.0.0", 4] // reserved, broadcast
]

const v6: ReadonlyArray<readonly [network: string, prefix: number]> = [
  ["::", 128], // unspecified
  ["::1", 128], // loopback
  ["100::", 64], // discard
  ["2001::", 23], // protocol assignments, Teredo among them
  ["2001:db8::", 32], // documentation
  ["5f00::", 16], // segment routing
  ["fc00::", 7], // unique local
  ["fe80::", 10], // link-local
  ["fec0::", 10], // site-local, of old
  ["ff00::", 8] // multicast
]

for (const [network, prefix] of v4) list.addSubnet(network, prefix, "ipv4")
for (const [network, prefix] of v6) list.addSubnet(network, prefix, "ipv6")

/** The sixteen bytes of an IPv6 address, as eight numbers. */
const groups = (address: string): ReadonlyArray<number> | undefined => {
  const url = `http://[${address.split("%")[0]}]/`
  if (!URL.canParse(url)) return undefined
  const [head = "", tail] = new URL(url).hostname.slice(1, -1).split("::")
  const parse = (text: string): Array<number> => text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16))
  const [first, last] = [parse(head), parse(tail ?? "")]
  return tail === undefined ? first : [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last]
}

const dotted = (high: number, low: number): string => `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`

/** The IPv4 address that an IPv6 one stands for: mapped, compatible, translated (NAT64) or tunnelled (6to4). */
const inside = (address: string): string | undefined => {
  const all = groups(address)
  if (all === undefined) return undefined
  const leading = (count: number): boolean => all.slice(0, count).every((group) => group === 0)
  if (leading(5) && (all[5] === 0xffff || all[5] === 0)) return dotted(all[6]!, all[7]!)
  if (leading(4) && all[4] === 0xffff && all[5] === 0) return dotted(all[6]!, all[7]!)
  if (all[0] === 0x64 && all[1] === 0xff9b) return dotted(all[6]!, all[7]!)
  if (all[0] === 0x2002) return dotted(all[1]!, all[2]!)
  return undefined
}

/** False for anything that is no address at all. */
export const isPublic = (address: string): boolean => {
  switch (isIP(address)) {
    case 4:
      return !list.check(address, "ipv4")
    case 6: {
      if (list.check(address.split("%")[0]!, "ipv6")) return false
      const within = inside(address)
      return within === undefined || !list.check(within, "ipv4")
    }
    default:
      return false
  }
}
