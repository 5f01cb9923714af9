import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LightMyRequestResponse } from 'fastify'
import type { Client } from '../../../../test/support/clients.ts'
import { openHouse, type TestHouse } from '../../../../test/support/house.ts'
import type { Platform } from '../../../platform/platform.ts'
import { freeDiskSetting } from '../settings.ts'
import { blankPaper } from './support.ts'

export const samples = join(import.meta.dirname, '../../../../test/data/papers')

/** A house in which people look at papers; with a worker, imports run. */
export async function openPapersHouse(t: TestContext, { worker = false } = {}): Promise<TestHouse> {
  const environment = { LYCEUM_CONTACT: 'library@lyceum-tests.org', LYCEUM_LOG_LEVEL: 'silent' }
  const house = await openHouse(t, { worker, environment })
  await house.platform.db.transaction().execute((tx) => house.platform.settings.set(tx, freeDiskSetting, 0, 'test'))
  return house
}

/** Sends a file as the form of a page does, the token first. */
export function sendFile(
  client: Client,
  url: string,
  file: Readonly<{ name: string; content: string | Buffer }>,
  headers: Readonly<Record<string, string>> = { accept: 'text/html' },
): Promise<LightMyRequestResponse> {
  const boundary = 'a-boundary-of-tests'
  const payload = Buffer.concat([
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="_token"\r\n\r\n${client.visitor?.csrfToken}\r\n`,
    ),
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${file.name}"\r\ncontent-type: text/csv\r\n\r\n`,
    ),
    Buffer.from(file.content),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  return client.inject({
    method: 'POST',
    url,
    headers: { ...headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload,
  })
}

export const sample = (name: string): { name: string; content: Buffer } => ({
  name,
  content: readFileSync(join(samples, name)),
})

/** The fields of the plan's form as they stand at first. */
export const planAsFound = { encoding: '', delimiter: '', preset: '', policy: 'skip', invalid_doi: 'reject' }

/** Uploads a sample, starts its import and waits for the end; answers with the address of its page. */
export async function importSample(house: TestHouse, name: string, as: Client = house.as('ada')): Promise<string> {
  const page = String((await sendFile(as, '/papers/upload', sample(name))).headers.location)
  await as.post(`${page}/plan`, { ...planAsFound, step: 'start' })
  await importEnded(house.platform, page)
  return page
}

export async function importEnded(platform: Platform, page: string): Promise<string> {
  const id = page.split('/').at(-1) ?? ''
  for (let turn = 0; turn < 400; turn++) {
    const { state } = await platform.db
      .selectFrom('papers_imports')
      .select('state')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    if (!['checking', 'queued', 'running', 'rolling_back'].includes(state)) return state
    await sleep(25)
  }
  throw new Error('The import has not ended after 10 s.')
}

/** Papers as they would be in a house that has worked for a while; answers with their ids. */
export async function addPapers(
  platform: Platform,
  papers: readonly Readonly<Record<string, unknown>>[],
): Promise<string[]> {
  const at = platform.now()
  const rows = papers.map((paper, n) => ({
    id: `0190aaaa-0000-7000-8000-${String(n).padStart(12, '0')}`,
    ...blankPaper,
    type: 'journal-article',
    doi_state: 'none',
    status_changed_at: at,
    created_at: at,
    updated_at: at,
    ...paper,
  }))
  // Each shape of row is one statement, so that a long list does not keep the house from answering.
  for (const shape of new Set(rows.map((row) => Object.keys(row).join()))) {
    const alike = rows.filter((row) => Object.keys(row).join() === shape)
    await platform.db
      .insertInto('papers')
      .values(alike as never)
      .execute()
  }
  return rows.map(({ id }) => id)
}
