import { z } from 'zod'
import { UserError } from '../../../platform/errors.ts'
import { HttpFailure } from '../../../platform/http/failures.ts'
import type { Platform } from '../../../platform/platform.ts'
import { defineTask, Nothing, type Schedule } from '../../../platform/tasks/tasks.ts'
import {
  findRunner,
  insertRemote,
  listRemote,
  listRunners,
  setUnavailable,
  updateRemote,
  updateRunner,
} from '../queries/remote.ts'
import type { RemoteRow, RunnerRow } from '../tables.ts'
import { type Caller, reach } from '../tasks/reaching.ts'
import { looksLikePlugin, RemoteList, RemoteMetadata } from './wire.ts'

const mostNested = 3
const mostPlugins = 2_000
const mostBytes = 5_000_000

/** Looks at one runner elsewhere: what it has, and what is gone. */
export const crawlRunner = defineTask({
  name: 'plugins.crawl',
  title: 'Look which plugins another runner has',
  /** `isAnew`: metadata that is known by name and version is read again as well. */
  input: z.object({ runner: z.number(), isAnew: z.boolean() }),
  retry: { attempts: 2, backoffMs: 30_000 },
  timeoutMs: 15 * 60_000,
  concurrency: 2,
  run: async (platform, { runner: seq, isAnew }, { signal }) => {
    const runner = await findRunner(platform.db, seq)
    if (!runner) return
    const began = platform.now()
    await updateRunner(platform.db, seq, { crawled_at: began })
    try {
      const crawl: Crawl = { platform, personId: null, signal, runner, isAnew, found: new Map() }
      await crawlAddress(crawl, runner.url, 0)
      await setUnavailable(platform.db, seq, began)
      await updateRunner(platform.db, seq, { answered_at: platform.now(), failure: null })
    } catch (error) {
      if (!(error instanceof HttpFailure) && !(error instanceof UserError)) throw error
      await setUnavailable(platform.db, seq, platform.now())
      await updateRunner(platform.db, seq, { failure: error.message })
    }
    platform.live.publish('plugins/runners')
  },
})

/** Looks at all of them. */
export const crawlAll = defineTask({
  name: 'plugins.crawl-all',
  title: 'Look which plugins other runners have',
  input: Nothing,
  run: async (platform) => {
    for (const { seq } of await listRunners(platform.db)) await lookAt(platform, seq, false)
  },
})

export const crawling: Schedule = {
  name: 'plugins.crawling',
  title: 'Look which plugins other runners have',
  task: crawlAll,
  input: {},
  cron: '*/15 * * * *',
  missed: 'skip',
}

/** At most one look at a runner is asked for at any time. */
export async function lookAt(platform: Platform, runner: number, isAnew: boolean, db = platform.db): Promise<void> {
  const enqueue = (tx: typeof db) =>
    platform.tasks.enqueue(tx, crawlRunner, { runner, isAnew }, { uniqueKey: `plugins/crawl/${runner}` })
  await (db.isTransaction ? enqueue(db) : db.transaction().execute(enqueue))
}

type Crawl = Caller & Readonly<{ runner: RunnerRow; isAnew: boolean; found: Map<string, string> }>

/** A plugin is taken; of anything else the list below it is read, down to three levels. */
async function crawlAddress(crawl: Crawl, address: string, depth: number): Promise<void> {
  if (crawl.found.size >= mostPlugins || crawl.found.has(address)) return
  crawl.found.set(address, '')
  const root = await readAt(crawl, address)
  if (looksLikePlugin(root.document)) return keep(crawl, root.url, root.document)
  const list = await readAt(crawl, `${address.replace(/\/+$/, '')}/plugins`)
  const { plugins } = checked(RemoteList, list.document, list.url)
  const known = await listRemote(crawl.platform.db, crawl.runner.seq)
  for (const { apiRoot, name, version } of plugins) {
    const url = webAddress(apiRoot, list.url)
    if (url === undefined) continue
    const before = known.find((one) => one.url === url && one.name === name && one.version === version)
    if (before && !crawl.isAnew) await confirm(crawl, before)
    else if (depth < mostNested) await tolerated(crawl, () => crawlAddress(crawl, url, depth + 1))
  }
}

/** One plugin that does not answer, or answers nonsense, takes nothing from the others. */
async function tolerated({ platform, runner }: Crawl, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof HttpFailure) && !(error instanceof UserError)) throw error
    platform.log.info({ runner: runner.url, reason: error.message }, 'plugin of another runner left out')
  }
}

async function readAt(crawl: Crawl, url: string): Promise<{ url: string; document: unknown }> {
  const answer = await reach(crawl, 'plugins.crawl', { url, accept: 'application/json', maxBytes: mostBytes })
  return { url: answer.finalUrl, document: answer.json() }
}

async function keep({ platform, runner }: Crawl, url: string, document: unknown): Promise<void> {
  const metadata = checked(RemoteMetadata, document, url)
  const { name, version, title, description, type, tags } = metadata
  const row = {
    ...{ url, name, version, title, description, type },
    tags_json: JSON.stringify(tags),
    metadata_json: JSON.stringify(metadata),
    seen_at: platform.now(),
    is_available: 1,
  }
  const before = (await listRemote(platform.db, runner.seq)).find((one) => one.url === url)
  if (before) await updateRemote(platform.db, before.seq, row)
  else await insertRemote(platform.db, { ...row, runner_seq: runner.seq })
}

const confirm = ({ platform }: Crawl, { seq }: RemoteRow): Promise<void> =>
  updateRemote(platform.db, seq, { seen_at: platform.now(), is_available: 1 })

function checked<Value>(schema: z.ZodType<Value>, document: unknown, url: string): Value {
  const read = schema.safeParse(document)
  if (read.success) return read.data
  const { host } = new URL(url)
  throw new UserError('invalid', 'plugins.no-runner', `What ${host} answers is neither a plugin nor a list of plugins.`)
}

/** Absolute; undefined for what no browser could open. */
export function webAddress(address: string, base: string): string | undefined {
  const url = URL.parse(address, base)
  return url && ['http:', 'https:'].includes(url.protocol) && url.username === '' ? url.href : undefined
}
