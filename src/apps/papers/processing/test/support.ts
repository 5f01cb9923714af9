import assert from 'node:assert/strict'
import type { Publishers } from '../../../../../test/support/publishers.ts'
import { until } from '../../../../../test/support/until.ts'
import type { Platform } from '../../../../platform/platform.ts'
import type { Setting } from '../../../../platform/settings/settings.ts'
import { attemptsOf } from '../../queries/attempts.ts'
import { findPaper, insertIdentifiers, type StoredPaper } from '../../queries/papers.ts'
import { processNow } from '../../single-papers.ts'
import { addPapers, type PaperFields } from '../../test/support.ts'
import type { Step } from '../steps.ts'

/** Of a machine with much else to do. */
const patienceMs = 60_000

export const pdf = { type: 'application/pdf' } as const

/** Adds the paper, processes it, and gives back what became of it. */
export async function collect(
  platform: Platform,
  fields: PaperFields,
  identifiers: readonly (readonly [string, string])[] = [],
): Promise<StoredPaper> {
  const [id = ''] = await addPapers(platform, [fields])
  const rows = identifiers.map(([scheme, value]) => ({ paper_id: id, scheme, value }))
  await insertIdentifiers(platform.db, rows)
  await processNow(platform, 'ada', id)
  return settled(platform, id)
}

export async function settled(platform: Platform, id: string): Promise<StoredPaper> {
  const isSettled = async () => {
    const { status } = (await findPaper(platform.db, id)) ?? {}
    return status !== 'pending' && status !== 'running'
  }
  await until(`paper ${id} is settled`, isSettled, patienceMs)
  const paper = await findPaper(platform.db, id)
  assert.ok(paper)
  return paper
}

export const set = <Value>(platform: Platform, setting: Setting<Value>, value: Value): Promise<void> =>
  platform.db.transaction().execute((tx) => platform.settings.set(tx, setting, value, 'ada'))

export async function stepsOf(platform: Platform, { id }: StoredPaper): Promise<Step[]> {
  const [attempt] = await attemptsOf(platform.db, id)
  return JSON.parse(attempt?.steps_json ?? '[]')
}

export const fileAt = (publishers: Publishers, path: string): string => publishers.bodyOf(path).toString('latin1')
