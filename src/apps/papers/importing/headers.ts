/** A header in the form in which names are compared: lower case, and `_`, `.`, `-` and blanks alike. */
export function normaliseHeader(header: string): string {
  return header
    .slice(0, 500)
    .replace(/\ufeff/g, '')
    .replace(/[\s_.\-\u00a0]+/g, ' ')
    .trim()
    .toLowerCase()
}

/** Header texts made unique: a second `DOI` becomes `DOI#2`; a column without a name is `Column 3`. Empty ones at the end go. */
export function uniqueHeaders(cells: readonly string[]): string[] {
  let length = cells.length
  while (length > 0 && (cells[length - 1] ?? '').trim() === '') length--

  const taken = new Set<string>()
  const next = new Map<string, number>()
  return cells.slice(0, length).map((cell, at) => {
    const name = cell.replace(/[\s\ufeff\u00a0]+/g, ' ').trim() || `Column ${at + 1}`
    let unique = name
    for (let count = next.get(name) ?? 2; taken.has(unique); count++) {
      unique = `${name}#${count}`
      next.set(name, count + 1)
    }
    taken.add(unique)
    return unique
  })
}
