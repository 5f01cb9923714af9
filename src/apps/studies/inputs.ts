import { type AnalysisField, type AnalysisKind, analysesOf } from '../../platform/analyses.ts'
import { type FieldError, UserError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import { type Checked, mismatchesOf, type Role } from './checking/matching.ts'
import { listAnalyses } from './queries/analyses.ts'
import { listFiles } from './queries/files.ts'
import type { FileFormat, StudyRow } from './tables.ts'

/** A file that goes into an analysis. */
export type Input = Readonly<{
  /** Of the file in the study, or `result/<analysis>/<number>`. */
  id: string
  /** Of the stored file. */
  fileId: string
  name: string
  sha256: string
}>

/** By the field of the form. */
export type Inputs = Readonly<Record<string, Input>>

/** A file that may be chosen. */
export type Choosable = Input &
  Readonly<{
    format: FileFormat | 'result'
    /** Name of the analysis that it is a result of; null for files of the study. */
    from: string | null
    /** What the analysis says of it; only of results. */
    dataType?: string
    contentType?: string
  }>

export const takesFile = ({ kind }: AnalysisField): boolean => kind === 'file' || kind === 'dataUrl'

/** Everything in a study that an analysis may take: its files, and the results of its analyses. */
export async function choosableFiles(platform: Platform, study: StudyRow): Promise<Choosable[]> {
  const { db } = platform
  const files = (await listFiles(db, study.id)).map(({ id, file_id, name, sha256, format }) => ({
    id,
    fileId: file_id,
    name,
    sha256,
    format,
    from: null,
  }))
  return [...files, ...(await resultsOf(platform, study))]
}

async function resultsOf(platform: Platform, study: StudyRow): Promise<Choosable[]> {
  const analyses = await analysesOf(platform)
  const found: Choosable[] = []
  for (const { id, run, state, title } of (await listAnalyses(platform.db, study.id)).slice(0, 50)) {
    if (state !== 'done' || run === null) continue
    for (const { number, name, fileId, isFailureState, dataType, contentType } of (
      await analyses.look(platform.db, run)
    )?.outputs ?? []) {
      const stored = fileId === null || isFailureState ? undefined : await platform.files.find(platform.db, fileId)
      if (stored)
        found.push({
          id: `result/${id}/${number}`,
          fileId: stored.id,
          name,
          sha256: stored.sha256,
          format: 'result',
          from: title,
          dataType,
          contentType,
        })
    }
  }
  return found
}

/**
 * The files that a form names, each of which must be of the study.
 *
 * @throws UserError `studies.fields`
 */
export async function readInputs(
  platform: Platform,
  study: StudyRow,
  { fields }: AnalysisKind,
  sent: Readonly<Record<string, string | readonly string[] | undefined>>,
): Promise<Inputs> {
  const known = new Map((await choosableFiles(platform, study)).map((file) => [file.id, file]))
  const inputs: Record<string, Input> = {}
  const errors: FieldError[] = []
  const used = new Map<string, string>()
  for (const [name, field] of Object.entries(fields)) {
    if (!takesFile(field)) continue
    const wished = String([sent[name] ?? ''].flat().at(-1) ?? '')
    const file = known.get(wished)
    if (wished === '' && !field.required) continue
    if (!file)
      errors.push(wrong(name, wished === '' ? 'Please choose a file.' : 'This file is not in the study any more.'))
    else if (used.has(file.sha256))
      errors.push(wrong(name, `The same file is chosen for “${used.get(file.sha256)}” already.`))
    else {
      used.set(file.sha256, field.label)
      inputs[name] = { id: file.id, fileId: file.fileId, name: file.name, sha256: file.sha256 }
    }
  }
  errors.push(...(await mismatches(platform, study, fields, inputs)))
  if (errors.length > 0)
    throw new UserError('invalid', 'studies.fields', 'Some of this cannot be taken as it is: see beside each field.', {
      fields: errors,
    })
  return inputs
}

/** Roles of files by the data types of the fields that take them. */
const roles: Readonly<Record<string, Role>> = {
  'saxs/curve': 'curve',
  'saxs/structures': 'structures',
  'saxs/simulated': 'simulated',
  'saxs/energies': 'energies',
  'nmr/shifts': 'measuredShifts',
  'nmr/predicted-shifts': 'predictedShifts',
  'nmr/shift-errors': 'shiftErrors',
}

/** Files that do not go together, such as simulated curves of another curve: said before anything is started. */
async function mismatches(
  { db }: Platform,
  study: StudyRow,
  fields: AnalysisKind['fields'],
  inputs: Inputs,
): Promise<FieldError[]> {
  const files = new Map((await listFiles(db, study.id)).map((row) => [row.id, row]))
  const fieldOf: Partial<Record<Role, string>> = {}
  const chosen: Partial<Record<Role, Checked>> = {}
  for (const [name, { id }] of Object.entries(inputs)) {
    const [role, row] = [roles[fields[name]?.dataType ?? ''], files.get(id)]
    if (!role || !row) continue
    fieldOf[role] = name
    chosen[role] = { ...row, report: JSON.parse(row.report_json) }
  }
  return mismatchesOf(chosen).map(({ role, miss: { side, found, file, expected } }) => {
    const these = role === 'energies' ? 'numbers' : side
    const those = side === 'columns' ? 'structures' : file.format === 'curve' ? 'points' : 'lines'
    return wrong(fieldOf[role] ?? '', `It has ${found} ${these}, but “${file.name}” has ${expected} ${those}.`)
  })
}

const wrong = (name: string, message: string): FieldError => ({ path: `v.${name}`, code: 'studies.file', message })

/** Reads only what was chosen before: ids, names and hashes. */
export const inputsOf = ({ inputs_json: json }: Readonly<{ inputs_json: string }>): Inputs => JSON.parse(json)
