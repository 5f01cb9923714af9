import { isDeepStrictEqual } from 'node:util'
import type { Person } from '../../platform/accounts/person.ts'
import type { AnalysisKind } from '../../platform/analyses.ts'
import type { Db } from '../../platform/database/tables.ts'
import type { Platform } from '../../platform/platform.ts'
import { readWish, sentOf, type Wish } from './analysing.ts'
import { type Inputs, inputsOf, readInputs } from './inputs.ts'
import { findLatest, listDone } from './queries/analyses.ts'
import type { AnalysisRow, StudyRow } from './tables.ts'

/** How far back is looked. */
const mostLookedAt = 200

/**
 * The latest analysis of the same person that did what is asked for now: the same kind in the same version, the same
 * bytes, the same values. Where no random start value was chosen, any will do. What holds secrets is never the same,
 * since they are not kept; nor is what several values of one setting are asked for.
 */
export async function findSame(
  platform: Platform,
  person: Person,
  study: StudyRow,
  { kind, sent, sweep }: Pick<Wish, 'kind' | 'sent' | 'sweep'>,
): Promise<AnalysisRow | undefined> {
  if (sweep && sweep.values.trim() !== '') return undefined
  const inputs = await readInputs(platform, study, kind, sent)
  const { shown } = await readWish(platform, kind, sent, inputs)
  if (Object.values(shown).includes('***')) return undefined
  const isAnySeed = 'seed' in kind.fields && String(sent.seed ?? '').trim() === ''
  const wished = { values: valuesOf(shown, isAnySeed), files: hashesOf(inputs) }
  return (await listDone(platform.db, person.id, kind.id, mostLookedAt)).find((row) =>
    isDeepStrictEqual(
      { values: valuesOf(JSON.parse(row.parameters_json), isAnySeed), files: hashesOf(inputsOf(row)) },
      wished,
    ),
  )
}

/** As they are kept: what JSON leaves out or changes counts for nothing. */
function valuesOf(shown: Readonly<Record<string, unknown>>, isAnySeed: boolean): unknown {
  const { seed, ...others } = JSON.parse(JSON.stringify(shown)) as Record<string, unknown>
  return isAnySeed ? others : { ...others, seed }
}

const hashesOf = (inputs: Inputs): Record<string, string> =>
  Object.fromEntries(Object.entries(inputs).map(([field, { sha256 }]) => [field, sha256]))

/**
 * The settings of somebody's latest analysis of a kind, as its form takes them, where they differ from the usual ones;
 * undefined where they do not. Files belong to a study and a random start value to a run, so neither is among them.
 */
export async function lastSettings(
  db: Db,
  personId: string,
  { id, fields }: AnalysisKind,
): Promise<Readonly<{ title: string; sent: Record<string, string | string[]> }> | undefined> {
  const latest = await findLatest(db, personId, id)
  if (!latest) return undefined
  const values: Record<string, unknown> = JSON.parse(latest.parameters_json)
  const isChanged = Object.entries(values).some(
    ([name, value]) => name !== 'seed' && !isDeepStrictEqual(value, fields[name]?.default ?? null),
  )
  if (!isChanged) return undefined
  const { seed: _, ...sent } = sentOf({ parameters_json: latest.parameters_json, inputs_json: '{}' })
  return { title: latest.title, sent }
}
