import { randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { changePlan, demandImport } from '../importing.ts'
import { deleteMapping, findMapping, listMappings, MOST_MAPPINGS, putMapping } from '../queries/mappings.ts'
import type { ImportRow, MappingRow } from '../tables.ts'
import { choicesOf, ListChoices, previewOf } from './stored-plan.ts'

/** What a mapping keeps: everything that lists of one kind have in common. Encoding and delimiter are each file's own. */
const MappingChoices = ListChoices.pick({ preset: true, mapping: true, invalidDoi: true }).extend({
  policy: z.enum(['skip', 'fill', 'update']),
})
type MappingChoices = z.output<typeof MappingChoices>

export const MappingName = z.string().trim().min(1).max(80)

/** A mapping as it fits a list. */
export type FittingMapping = Readonly<{ id: string; name: string; isWhole: boolean }>

/**
 * Keeps how the columns of a draft are read under a name, for everybody; the same name is taken over.
 *
 * @throws UserError `papers.no-such-import`, `papers.too-many-mappings`
 */
export async function saveMapping(platform: Platform, by: string, importId: string, name: string): Promise<MappingRow> {
  const list = await demandImport(platform.db, importId)
  const { preset, invalidDoi } = choicesOf(list)
  const fields = new Map(previewOf(list).mapping)
  const choices = MappingChoices.parse({
    ...(preset !== undefined && { preset }),
    ...(invalidDoi !== undefined && { invalidDoi }),
    mapping: previewOf(list).headers.map((header) => [header, fields.get(header) ?? null]),
    policy: list.policy,
  })
  const row = { id: randomUUIDv7(), name: name.normalize('NFC'), choices_json: JSON.stringify(choices) }
  const mapping: MappingRow = { ...row, saved_by: by, saved_at: platform.now() }
  await platform.db.transaction().execute(async (tx) => {
    const known = await listMappings(tx)
    if (known.length >= MOST_MAPPINGS && !known.some((other) => other.name === mapping.name)) throw tooMany()
    await putMapping(tx, mapping)
    await platform.activity.record(tx, {
      actor: by,
      action: 'papers.mapping-saved',
      target: `papers/mapping/${mapping.name}`,
      message: `The mapping “${mapping.name}” was saved.`,
      details: choices,
    })
  })
  return mapping
}

/**
 * Reads a draft as a saved mapping says; columns that the mapping does not know are read as they were found.
 *
 * @throws UserError `papers.no-such-mapping`, and as `changePlan`
 */
export async function applyMapping(platform: Platform, importId: string, idOrName: string): Promise<ImportRow> {
  const row = await findMapping(platform.db, idOrName)
  if (!row) throw noSuchMapping()
  const { preset = null, invalidDoi = null, mapping = [], policy } = choicesIn(row)
  const headers = new Set(previewOf(await demandImport(platform.db, importId)).headers)
  const known = mapping.filter(([header]) => headers.has(header))
  return changePlan(platform, importId, { preset, invalidDoi, mapping: known, policy })
}

/** The saved mappings that know columns of a list; first those of which it has every column. */
export async function fittingMappings(platform: Platform, list: ImportRow): Promise<FittingMapping[]> {
  const headers = new Set(previewOf(list).headers)
  const fitting = (await listMappings(platform.db)).flatMap((row) => {
    const mapped = (choicesIn(row).mapping ?? []).filter(([, field]) => field !== null)
    const there = mapped.filter(([header]) => headers.has(header)).length
    return there === 0 ? [] : [{ id: row.id, name: row.name, isWhole: there === mapped.length }]
  })
  return fitting.toSorted((a, b) => Number(b.isWhole) - Number(a.isWhole))
}

/** @throws UserError `papers.no-such-mapping` */
export async function removeMapping(platform: Platform, by: string, id: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const removed = await deleteMapping(tx, id)
    if (!removed) throw noSuchMapping()
    await platform.activity.record(tx, {
      actor: by,
      action: 'papers.mapping-removed',
      target: `papers/mapping/${removed.name}`,
      message: `The mapping “${removed.name}” was removed.`,
    })
  })
}

/** Written by `saveMapping` alone, so that its form is known. */
const choicesIn = ({ choices_json }: MappingRow): MappingChoices => JSON.parse(choices_json)

const noSuchMapping = (): UserError =>
  new UserError('not-found', 'papers.no-such-mapping', 'There is no such mapping. Somebody may have removed it.')
const tooMany = (): UserError =>
  new UserError('conflict', 'papers.too-many-mappings', 'There are 200 saved mappings already. Remove one first.')
