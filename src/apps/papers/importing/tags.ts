const longestTag = 50

/** A tag as it is stored: small letters, one blank between words; null for what cannot be a tag. */
export function tagOf(text: string): string | null {
  const tag = text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase()
  return tag.length <= longestTag && /^[\p{L}\p{N}][\p{L}\p{N}\p{M} ._/&+#-]*$/u.test(tag) ? tag : null
}

/** The tags of a cell, with commas or semicolons between them; none twice. `isBroken` where one of them cannot be a tag. */
export function readTags(cell: string): Readonly<{ tags: readonly string[]; isBroken: boolean }> {
  const words = cell.split(/[,;]/).filter((word) => word.trim() !== '')
  const tags = words.map(tagOf).filter((tag) => tag !== null)
  return { tags: [...new Set(tags)], isBroken: tags.length < words.length }
}
