import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Candidate } from './candidate.ts'

// A body grows in `NAME.part`, with `NAME.part.json` beside it to resume by. On its last byte it becomes `NAME.ready`, with
// `NAME.ready.json` to finish by: from then on a kill loses nothing, and the body is never fetched again.

const Resumable = z.object({ url: z.string(), validator: z.string() })

/** Everything that is needed to store a body that has arrived. */
const Arrived = z.object({
  url: z.string(),
  finalUrl: z.string(),
  source: z.string(),
  format: z.enum(['pdf', 'jats']).default('pdf'),
  version: z.enum(['submitted', 'accepted', 'published', 'unknown']),
  license: z.string().nullable(),
  useNote: z.string().nullable().default(null),
  sha256: z.string(),
  sizeBytes: z.number(),
  etag: z.string().nullable(),
  lastModified: z.string().nullable(),
  host: z.string(),
  status: z.number(),
  fetchedAt: z.string(),
})
export type Arrived = z.infer<typeof Arrived>

export type Place = Readonly<{ part: string; ready: string; name: string }>

const prefixOf = (paperId: string): string => `papers-${paperId}-`

/** One place for each paper and address, so that the next try finds what the last one left. */
export function placeOf(folder: string, paperId: string, { url }: Pick<Candidate, 'url'>): Place {
  const name = prefixOf(paperId) + createHash('sha256').update(url).digest('hex').slice(0, 16)
  return { name, part: join(folder, `${name}.part`), ready: join(folder, `${name}.ready`) }
}

/** What is here of an interrupted body; undefined where nothing can be carried on. */
export async function findPart(place: Place, url: string): Promise<{ offset: number; validator: string } | undefined> {
  const note = Resumable.safeParse(await readJson(`${place.part}.json`))
  const size = await sizeOf(place.part)
  if (!note.success || note.data.url !== url || !size) return undefined
  return { offset: size, validator: note.data.validator }
}

/** Says how the body may be carried on; without a validator it cannot be. */
export async function notePart(place: Place, url: string, validator: string | null): Promise<void> {
  if (validator === null) await rm(`${place.part}.json`, { force: true })
  else await writeFile(`${place.part}.json`, JSON.stringify({ url, validator }))
}

/** The whole body is here: flushed and named so before anything else happens to it. */
export async function makeReady(place: Place, facts: Omit<Arrived, 'sha256' | 'sizeBytes'>): Promise<Arrived> {
  await flush(place.part)
  const arrived = { ...facts, sha256: await hashOf(place.part), sizeBytes: (await stat(place.part)).size }
  await writeFile(`${place.ready}.json`, JSON.stringify(arrived))
  await flush(`${place.ready}.json`)
  await rename(place.part, place.ready)
  await flush(join(place.ready, '..'))
  await rm(`${place.part}.json`, { force: true })
  return arrived
}

/** Bodies of a paper that have arrived whole. The file itself may have been adopted already: then only the note is here. */
export async function findReady(
  folder: string,
  paperId: string,
): Promise<{ place: Place; arrived: Arrived; isHere: boolean }[]> {
  const found = []
  for (const file of await readdir(folder).catch(() => [])) {
    if (!file.startsWith(prefixOf(paperId)) || !file.endsWith('.ready.json')) continue
    const name = file.slice(0, -'.ready.json'.length)
    const place = { name, part: join(folder, `${name}.part`), ready: join(folder, `${name}.ready`) }
    const arrived = Arrived.safeParse(await readJson(join(folder, file)))
    // A note without its body was written just before a kill: the body is still a part then.
    const isHere = (await sizeOf(place.ready)) === arrived.data?.sizeBytes
    if (arrived.success) found.push({ place, arrived: arrived.data, isHere })
  }
  return found
}

export async function clearPlace({ part, ready }: Place): Promise<void> {
  for (const path of [part, `${part}.json`, ready, `${ready}.json`]) await rm(path, { force: true })
}

export async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  )
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return undefined // Not there, or cut off by a kill: as good as not there.
  }
}

/** Flushes a file or a folder. */
async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}

const staleMs = 24 * 60 * 60_000

/** Bodies of papers that broke off more than a day ago, with their notes: nobody carries them on. */
export async function staleParts(folder: string): Promise<string[]> {
  const stale: string[] = []
  for (const file of await readdir(folder).catch(() => [])) {
    if (!file.startsWith('papers-') || !/\.part(\.json)?$/.test(file)) continue
    const changedMs = await stat(join(folder, file)).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    )
    if (Date.now() - changedMs > staleMs) stale.push(file)
  }
  return stale
}
