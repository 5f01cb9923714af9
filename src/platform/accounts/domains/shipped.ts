import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Who stands behind a domain; null where that is not known. */
export type Institution = Readonly<{ name: string | null; country: string | null }>

/** What comes with the program: universities of a published list, and research organisations and facilities by hand. */
export function shippedInstitution(domain: string): Institution | undefined {
  shipped ??= new Map([...readList('institutions.tsv'), ...readList('research.tsv')])
  const line = shipped.get(domain)
  if (line === undefined) return undefined
  const [name, country] = line.split('\t')
  return { name: name || null, country: country || null }
}

/** Read on first use: a house where nobody registers does without. The rest of each line stays text, which is small. */
let shipped: ReadonlyMap<string, string> | undefined

function* readList(file: string): Generator<readonly [string, string]> {
  for (const line of readFileSync(join(import.meta.dirname, file), 'utf8').split('\n')) {
    const tab = line.indexOf('\t')
    if (tab > 0) yield [line.slice(0, tab), line.slice(tab + 1)]
  }
}
