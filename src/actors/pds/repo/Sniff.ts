/**
 * What the first bytes of a file say that it is. They overrule what the
 * uploader declares, as in [ref pds]: a view decides by the MIME type whether
 * to show a picture, and a browser must not be told that a script is one. What
 * has no signature here is as declared. [blob], [g:blob-security]
 */

interface Signature {
  readonly at: number
  readonly bytes: string
  readonly mime: string
}

/** `bytes` is Latin-1. The first that fits decides. */
const signatures: ReadonlyArray<Signature> = [
  { at: 0, bytes: "\x89PNG\r\n\x1a\n", mime: "image/png" },
  { at: 0, bytes: "\xff\xd8\xff", mime: "image/jpeg" },
  { at: 0, bytes: "GIF8", mime: "image/gif" },
  { at: 8, bytes: "WEBP", mime: "image/webp" },
  { at: 8, bytes: "WAVE", mime: "audio/wav" },
  { at: 8, bytes: "AVI ", mime: "video/vnd.avi" },
  { at: 0, bytes: "\x1a\x45\xdf\xa3", mime: "video/webm" },
  { at: 0, bytes: "OggS", mime: "audio/ogg" },
  { at: 0, bytes: "fLaC", mime: "audio/x-flac" },
  { at: 0, bytes: "ID3", mime: "audio/mpeg" },
  { at: 0, bytes: "%PDF", mime: "application/pdf" },
  { at: 0, bytes: "PK\x03\x04", mime: "application/zip" },
  { at: 0, bytes: "\x1f\x8b", mime: "application/gzip" },
  { at: 0, bytes: "\x7fELF", mime: "application/x-elf" },
  { at: 0, bytes: "MZ", mime: "application/x-msdownload" },
  { at: 0, bytes: "BM", mime: "image/bmp" },
  { at: 0, bytes: "<?xml ", mime: "application/xml" }
]

/** What a RIFF file is stands behind its length. */
const isRiff = (mime: string): boolean => mime === "image/webp" || mime === "audio/wav" || mime === "video/vnd.avi"

/** ISO media files name their brand behind `ftyp`. */
const brands = new Map([
  ["avif", "image/avif"],
  ["avis", "image/avif"],
  ["heic", "image/heic"],
  ["heix", "image/heic"],
  ["mif1", "image/heif"],
  ["qt", "video/quicktime"],
  ["M4A", "audio/x-m4a"],
  ["M4V", "video/x-m4v"]
])

/** As far as any signature reaches. */
export const headBytes = 16

export const sniff = (bytes: Uint8Array, declared: string): string => {
  const head = Buffer.from(bytes.subarray(0, headBytes)).toString("latin1")
  if (head.startsWith("ftyp", 4)) return brands.get(head.slice(8, 12).trim()) ?? "video/mp4"
  for (const { at, bytes, mime } of signatures) {
    if (head.startsWith(bytes, at) && (!isRiff(mime) || head.startsWith("RIFF"))) return mime
  }
  const end = declared.indexOf(";")
  const mime = (end < 0 ? declared : declared.slice(0, end)).trim().toLowerCase()
  return mime === "" || mime === "*/*" ? "application/octet-stream" : mime
}
