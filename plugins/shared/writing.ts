/** JSON of a list, element by element, so that long lists never stand in memory as one text. */
export function* jsonList(elements: Iterable<unknown>): Generator<string> {
  let chunk = '['
  let isFirst = true
  for (const element of elements) {
    chunk += isFirst ? JSON.stringify(element) : `,${JSON.stringify(element)}`
    isFirst = false
    if (chunk.length < 65_536) continue
    yield chunk
    chunk = ''
  }
  yield `${chunk}]\n`
}

/** `dim0`, `dim1` …, with as many digits as the last one needs. */
export function dimensionNames(count: number, prefix = 'dim'): string[] {
  const width = String(Math.max(0, count - 1)).length
  return Array.from({ length: count }, (_, at) => `${prefix}${String(at).padStart(width, '0')}`)
}

/** The name of a file without what stands behind its last dot, short and safe to be part of another name. */
export function baseName(name: string): string {
  const stem = name.replace(/\.[^.]*$/, '').replace(/[^\w.@-]+/g, '_')
  return stem.slice(0, 80) || 'data'
}
