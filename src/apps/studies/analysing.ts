import { randomInt, randomUUIDv7 } from 'node:crypto'
import { actorOf, type Person } from '../../platform/accounts/person.ts'
import { type AnalysisKind, analysesOf } from '../../platform/analyses.ts'
import type { Db } from '../../platform/database/tables.ts'
import { type FieldError, UserError } from '../../platform/errors.ts'
import type { StoredFile } from '../../platform/files/files.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Language } from '../../platform/web/languages.ts'
import { seal, unseal } from '../../platform/web/sealing.ts'
import { noteStudy } from './changing.ts'
import { type Inputs, readInputs } from './inputs.ts'
import { links } from './links.ts'
import {
  claimHeld,
  countRunning,
  findAnalysis,
  findByTitle,
  insertAnalysis,
  listHeld,
  updateAnalysis,
} from './queries/analyses.ts'
import { touchStudy } from './queries/studies.ts'
import { demandRoom, heldQuotas } from './quotas.ts'
import { titleKey } from './schemas.ts'
import { readSweep, type Sweep } from './sweeping.ts'
import type { AnalysisRow, StudyRow } from './tables.ts'

/** What a form asks for. */
export type Wish = Readonly<{
  kind: AnalysisKind
  title: string
  tellByMail: boolean
  /** By the names of the kind's fields; a file is named by its id, or as `result/<analysis>/<number>`. */
  sent: Readonly<Record<string, string | readonly string[]>>
  /** One analysis for each value of one field. */
  sweep?: Sweep
}>

/** What is sealed until the run begins. */
type Sealed = Readonly<{ values: Record<string, unknown>; files: Record<string, string> }>

const sealPurpose = 'studies_analyses'

/**
 * Asks for an analysis, or for several of a sweep. Those for which the person has no place now wait for the others.
 *
 * @throws UserError `studies.fields` with a message at each field, `studies.quota`, `studies.analysis-title-taken`
 */
export async function startAnalyses(
  platform: Platform,
  person: Person,
  study: StudyRow,
  wish: Wish,
): Promise<AnalysisRow[]> {
  const inputs = await readInputs(platform, study, wish.kind, wish.sent)
  const forms = readSweep(wish.kind, withSeed(wish.kind, wish.sent), wish.sweep)
  const asked = await Promise.all(forms.map((form) => readWish(platform, wish.kind, form.sent, inputs)))
  const sweepId = forms.length > 1 ? randomUUIDv7() : null
  const files = await storedFiles(platform, inputs)

  return platform.db.transaction().execute(async (tx) => {
    const rows: AnalysisRow[] = []
    for (const [index, { values, shown }] of asked.entries()) {
      await demandRoom(platform, tx, person.id, 'analyses')
      const title = `${wish.title}${forms[index]?.suffix ?? ''}`
      await demandFreeTitle(tx, study.id, title)
      const row = rowOf(platform, person, study, wish, { title, shown, inputs, sweepId })
      await insertAnalysis(tx, { ...row, sealed: sealed(platform, { values, files: idsOf(inputs) }) })
      rows.push(await startOrHold(platform, tx, row, wish.kind, values, files))
      const details = { analysis: row.id, kind: wish.kind.id }
      await noteStudy(platform, tx, actorOf(person), 'analysis-started', study, { message: title, details })
    }
    await touchStudy(tx, study.id, platform.now())
    return rows
  })
}

/** Begins what a person has waiting, as far as there is place. */
export async function startHeld(platform: Platform, personId: string): Promise<void> {
  const analyses = await analysesOf(platform)
  for (const row of await listHeld(platform.db, personId, 100)) {
    const kind = await analyses.find(platform, row.kind)
    const known = unsealed(platform, row)
    const files = known && (await filesById(platform, known.files))
    const hasBegun = await platform.db.transaction().execute(async (tx) => {
      const { most } = await heldQuotas(platform, tx, personId)
      if ((await countRunning(tx, personId)) >= most.running) return false
      const fresh = await findAnalysis(tx, row.id)
      if (fresh?.state !== 'queued' || fresh.run !== null) return false
      if (!kind || !known || !files) await giveUp(platform, tx, row)
      else
        await claimHeld(tx, row.id, await analyses.start(tx, platform, { kind, values: known.values, files, personId }))
      return true
    })
    // Its page has heard of no job until now.
    if (hasBegun) platform.live.publish(links.analysisTopic(row.id))
  }
}

/** The same once more: the same kind and version, the same values and files. @throws UserError `studies.not-again` */
export async function repeat(
  platform: Platform,
  person: Person,
  study: StudyRow,
  analysis: AnalysisRow,
): Promise<AnalysisRow> {
  const kind = await (await analysesOf(platform)).find(platform, analysis.kind)
  if (!kind)
    throw new UserError(
      'gone',
      'studies.not-again',
      `${analysis.kind} is not installed any more; choose another version and run it with changes.`,
    )
  const title = await freeTitle(platform.db, study.id, analysis.title)
  const wish = { kind, title, tellByMail: analysis.tell_by_mail === 1, sent: sentOf(analysis) }
  const [row] = await startAnalyses(platform, person, study, wish)
  if (!row) throw new Error('One wish makes one analysis.')
  return row
}

/** What filled the form of an analysis, as its form takes it again; secrets are empty. */
export function sentOf({
  parameters_json: parameters,
  inputs_json: inputs,
}: Pick<AnalysisRow, 'parameters_json' | 'inputs_json'>): Record<string, string | string[]> {
  const sent: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(JSON.parse(parameters) as Record<string, unknown>)) {
    if (value === null || value === '***') continue
    sent[name] = Array.isArray(value) ? value.map(String) : String(value)
  }
  for (const [name, { id }] of Object.entries(JSON.parse(inputs) as Inputs)) sent[name] = id
  return sent
}

/**
 * A random start value that nobody chose is drawn here and kept with the other settings: the same once more gives the
 * same numbers.
 */
function withSeed({ fields }: AnalysisKind, sent: Wish['sent']): Wish['sent'] {
  const { seed } = fields
  if (seed?.kind !== 'integer' || seed.default !== undefined || String(sent.seed ?? '').trim() !== '') return sent
  const [least, most] = [seed.min ?? 0, Math.min(seed.max ?? 2 ** 31, 2 ** 31)]
  return { ...sent, seed: String(randomInt(least, most)) }
}

/** The kind of analysis that somebody chose, in words of that language. @throws UserError `studies.unknown-kind` */
export async function findKind(platform: Platform, id: string, language?: Language): Promise<AnalysisKind> {
  const kind = await (await analysesOf(platform)).find(platform, id, language)
  if (kind) return kind
  throw new UserError(
    'not-found',
    'studies.unknown-kind',
    'There is no such analysis; it may have come in a newer version.',
  )
}

/** The name, or the first of `name (2)`, `name (3)` … that nothing in the study has. */
export async function freeTitle(db: Db, studyId: string, title: string): Promise<string> {
  const stem = title.replace(/ \(\d+\)$/, '').slice(0, 70)
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? stem : `${stem} (${number})`
    if (!(await findByTitle(db, studyId, titleKey(candidate)))) return candidate
  }
}

/** The values of a form, read and checked. @throws UserError `studies.fields` with a message at each field */
export async function readWish(platform: Platform, kind: AnalysisKind, sent: Wish['sent'], inputs: Inputs) {
  const analyses = await analysesOf(platform)
  const stands = Object.fromEntries(Object.keys(inputs).map((field) => [field, 'https://file.invalid/']))
  const { values, errors, shown } = analyses.read(kind, { ...sent, ...stands })
  const fields: FieldError[] = Object.entries(errors).flatMap(([name, messages]) =>
    messages.map((message) => ({ path: `v.${name}`, code: 'studies.field', message })),
  )
  if (fields.length > 0)
    throw new UserError('invalid', 'studies.fields', 'Some of this cannot be taken as it is: see beside each field.', {
      fields,
    })
  const isFile = (name: string): boolean => name in inputs
  return { values, shown: Object.fromEntries(Object.entries(shown).filter(([name]) => !isFile(name))) }
}

function rowOf(
  { now }: Platform,
  person: Person,
  study: StudyRow,
  { kind, tellByMail }: Wish,
  more: Readonly<{ title: string; shown: Readonly<Record<string, unknown>>; inputs: Inputs; sweepId: string | null }>,
): AnalysisRow {
  return {
    id: randomUUIDv7(),
    study_id: study.id,
    owner_id: person.id,
    title: more.title,
    title_key: titleKey(more.title),
    kind: kind.id,
    kind_title: kind.title,
    parameters_json: JSON.stringify(more.shown),
    sealed: null,
    inputs_json: JSON.stringify(more.inputs),
    run: null,
    state: 'queued',
    failure: null,
    sentence: null,
    output_bytes: 0,
    summary_json: null,
    tell_by_mail: tellByMail ? 1 : 0,
    sweep_id: more.sweepId,
    created_at: now(),
    started_at: null,
    finished_at: null,
    expires_at: null,
    warned_at: null,
    made_with: null,
  }
}

async function startOrHold(
  platform: Platform,
  tx: Db,
  row: AnalysisRow,
  kind: AnalysisKind,
  values: Readonly<Record<string, unknown>>,
  files: Readonly<Record<string, StoredFile>>,
): Promise<AnalysisRow> {
  const { most } = await heldQuotas(platform, tx, row.owner_id)
  if ((await countRunning(tx, row.owner_id)) >= most.running) return row
  const run = await (await analysesOf(platform)).start(tx, platform, { kind, values, files, personId: row.owner_id })
  await updateAnalysis(tx, row.id, { run, sealed: null })
  return { ...row, run }
}

async function demandFreeTitle(tx: Db, studyId: string, title: string): Promise<void> {
  if (!(await findByTitle(tx, studyId, titleKey(title)))) return
  const message = `There is an analysis “${title}” in this study already.`
  const fields = [{ path: 'title', code: 'studies.analysis-title-taken', message }]
  throw new UserError('conflict', 'studies.analysis-title-taken', message, { fields })
}

/** What waited cannot be done any more: the kind or a file is gone. */
async function giveUp({ now }: Platform, tx: Db, { id }: AnalysisRow): Promise<void> {
  const sentence = 'While it waited, its plugin or one of its files was taken away.'
  await updateAnalysis(tx, id, { state: 'failed', failure: 'input', sentence, finished_at: now(), sealed: null })
}

const sealed = ({ secret }: Platform, what: Sealed): string => seal(JSON.stringify(what), secret, sealPurpose)

function unsealed({ secret }: Platform, { sealed: text }: AnalysisRow): Sealed | undefined {
  const json = unseal(text ?? '', secret, sealPurpose)
  return json === undefined ? undefined : JSON.parse(json)
}

const idsOf = (inputs: Inputs): Record<string, string> =>
  Object.fromEntries(Object.entries(inputs).map(([field, { fileId }]) => [field, fileId]))

const storedFiles = async (platform: Platform, inputs: Inputs): Promise<Record<string, StoredFile>> => {
  const files = await filesById(platform, idsOf(inputs))
  if (files) return files
  throw new UserError('gone', 'studies.file-gone', 'One of the files was taken away a moment ago. Please choose anew.')
}

/** Undefined where one of them is gone. */
async function filesById(
  { db, files }: Platform,
  ids: Readonly<Record<string, string>>,
): Promise<Record<string, StoredFile> | undefined> {
  const found: Record<string, StoredFile> = {}
  for (const [field, id] of Object.entries(ids)) {
    const file = await files.find(db, id)
    if (!file) return undefined
    found[field] = file
  }
  return found
}
