import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Db } from '../../src/platform/database/tables.ts'
import type { Publishers } from '../support/publishers.ts'

/** What a publisher may not be asked for any more, as the disk and the database of a dead process say. */
export type Books = Readonly<{
  /** To be called between a kill and the next start. */
  balance: (db: Db) => Promise<void>
  /** How many different bodies were found whole on the disk, though no paper had them yet. */
  arrivedOnly: () => number
  /** How many were found begun. */
  begun: () => number
  /** What was asked for although it should not have been, in words. */
  findings: () => string[]
}>

export function openBooks(publishers: Publishers, instanceFolder: string): Books {
  const staging = join(instanceFolder, 'files', 'staging')
  /** By address: how many requests there had been when it was found here. */
  const whole = new Map<string, number>()
  const parts: { url: string; after: number }[] = []
  const arrived = new Set<string>()

  return {
    balance: async (db) => {
      const after = publishers.asked.length
      const rows = await db.selectFrom('papers_files').select('source_url').execute()
      const filed = new Set(rows.flatMap(({ source_url }) => source_url ?? []))
      const ready = readyBodies(staging, instanceFolder)
      for (const url of ready) if (!filed.has(url)) arrived.add(url)
      for (const url of [...filed, ...ready]) if (!whole.has(url)) whole.set(url, after)
      parts.push(...begunBodies(staging).map((url) => ({ url, after })))
    },
    arrivedOnly: () => arrived.size,
    begun: () => parts.length,
    findings: () => [
      ...[...whole].flatMap(([url, after]) =>
        asksFor(publishers, url, after).length > 0 ? [`${url} was fetched again`] : [],
      ),
      ...parts.flatMap(({ url, after }) => {
        const [next] = asksFor(publishers, url, after)
        return next && next.range === undefined ? [`${url} was begun anew`] : []
      }),
    ],
  }
}

const asksFor = ({ asked }: Publishers, url: string, after: number) => {
  const { pathname, search } = new URL(url)
  return asked.slice(after).filter(({ path }) => path === pathname + search)
}

/** Bodies whose last byte is here: under their staging name, or already as a blob. */
function readyBodies(staging: string, instanceFolder: string): string[] {
  return notes(staging, '.ready.json').flatMap(({ body, note }) => {
    const { url, sha256, sizeBytes } = note as { url: string; sha256: string; sizeBytes: number }
    const blob = join(instanceFolder, 'files', 'blobs', sha256.slice(0, 2), sha256)
    const isHere = [body, blob].some((path) => existsSync(path) && statSync(path).size === sizeBytes)
    return isHere ? [url] : []
  })
}

/** Bodies that were cut off and can be carried on. */
function begunBodies(staging: string): string[] {
  return notes(staging, '.part.json').flatMap(({ body, note }) =>
    existsSync(body) && statSync(body).size > 0 ? [(note as { url: string }).url] : [],
  )
}

function notes(staging: string, ending: string): { body: string; note: unknown }[] {
  return readdirSync(staging)
    .filter((file) => file.endsWith(ending))
    .flatMap((file) => {
      const path = join(staging, file)
      const note = wholeJson(readFileSync(path, 'utf8'))
      return note === undefined ? [] : [{ body: path.slice(0, -'.json'.length), note }]
    })
}

/** Undefined for a note that was cut off in the middle. */
function wholeJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
