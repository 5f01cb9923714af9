const longestName = 200

/** Control characters, and those that turn or hide text: `gpj.exe` must not read as `exe.jpg`. */
const unseen = /[\p{Cc}\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu

/** Names that Windows takes for devices, whatever stands behind their first dot. */
const device = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i

/** A name as people may see it: at most 200 characters on one line, its ending kept. Never empty. */
export function shownName(name: string): string {
  const seen = name.slice(0, 20_000).toWellFormed().replace(unseen, ' ').replace(/\s+/g, ' ').trim()
  return shortened(seen) || 'unnamed'
}

/** A name under which a browser may save the file on any system: no folder, no device, no hidden file, no option. */
export function downloadName(name: string): string {
  const plain = shownName(name)
    .replace(/[/\\:*?"<>|]/g, '_')
    .replace(/^[.\-~\s]+/, '')
    .replace(/[.\s]+$/, '')
  if (plain === '') return 'download'
  return device.test(plain) ? `_${plain}` : plain
}

/** Counted in code points, so that no character is cut in two. */
function shortened(name: string): string {
  const letters = [...name]
  if (letters.length <= longestName) return name
  const ending = /\.[\p{L}\p{N}]{1,10}$/u.exec(name)?.[0] ?? ''
  return `${letters.slice(0, longestName - [...ending].length - 1).join('')}…${ending}`
}
