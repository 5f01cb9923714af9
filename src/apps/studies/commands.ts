import { createReadStream, createWriteStream } from 'node:fs'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Person } from '../../platform/accounts/person.ts'
import { findPersonByEmail } from '../../platform/accounts/queries/people.ts'
import type { Shell } from '../../platform/app.ts'
import { UserError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import { findKind, freeTitle, startAnalyses } from './analysing.ts'
import { asAnalysis, asStudy } from './api/representing.ts'
import { startStudy } from './keeping.ts'
import { archiveOfAnalysis } from './packing.ts'
import { findAnalysis } from './queries/analyses.ts'
import { listFiles } from './queries/files.ts'
import { findStudy, listStudies } from './queries/studies.ts'
import { findSame } from './reusing.ts'
import { makeSample } from './sampling.ts'
import { StudyForm } from './schemas.ts'
import type { AnalysisRow, StudyRow } from './tables.ts'
import { addFile, sentenceOf } from './uploading.ts'

const lookEveryMs = 250
const patienceMs = 5_000

/** `lyceum studies …`: the same as the pages do, for scripts; `--as` names whose studies they are. */
export function studiesCommands(program: Command, shell: Shell): void {
  const studies = program.command('studies').description('studies: data, analyses run on them, results')
  const as = ['--as <email>', 'the person whose studies they are'] as const

  studies
    .command('list')
    .description('list the studies of somebody')
    .requiredOption(...as)
    .action(async (options: { as: string }) => {
      const platform = await shell.platform()
      const found = await listStudies(platform.db, await personBy(platform, options.as), { bin: false })
      shell.print(found.map(asStudy), (rows) => rows.map(({ id, title }) => `${id}  ${title}`).join('\n'))
    })

  studies
    .command('new')
    .description('begin a study, with files in it')
    .argument('<title>', 'its name')
    .argument('[files...]', 'files of this machine')
    .requiredOption(...as)
    .action(async (title: string, files: string[], options: { as: string }) => {
      const platform = await shell.platform()
      const person = await personBy(platform, options.as)
      const study = await startStudy(platform, person, StudyForm.parse({ title }))
      const added = await addFiles(platform, person, study, files)
      shell.print({ ...asStudy(study), files: added }, wordsOf)
    })

  studies
    .command('add')
    .description('put files into a study')
    .argument('<study>', 'id of the study')
    .argument('<files...>', 'files of this machine')
    .requiredOption(...as)
    .action(async (id: string, files: string[], options: { as: string }) => {
      const platform = await shell.platform()
      const person = await personBy(platform, options.as)
      const study = await ownStudy(platform, person, id)
      shell.print({ ...asStudy(study), files: await addFiles(platform, person, study, files) }, wordsOf)
    })

  studies
    .command('sample')
    .description('make the study with sample data, or find it where it is there')
    .requiredOption(...as)
    .action(async (options: { as: string }) => {
      const platform = await shell.platform()
      const id = await makeSample(platform, await personBy(platform, options.as))
      const files = (await listFiles(platform.db, id)).map((file) => ({ id: file.id, name: file.name }))
      shell.print({ id, files }, wordsOf)
    })

  studies
    .command('run')
    .description('run an analysis on files of a study, and wait for it')
    .argument('<study>', 'id of the study')
    .argument('<kind>', 'as "plugins list" shows it')
    .argument('[values...]', 'fields of its form, each as name=value; a file by its id')
    .requiredOption(...as)
    .option('--no-wait', 'do not wait for the end')
    .option('--reuse', 'take the analysis that did the same before, where there is one')
    .action(async (id: string, kindId: string, values: string[], options: RunOptions) => {
      const platform = await shell.platform()
      const person = await personBy(platform, options.as)
      const study = await ownStudy(platform, person, id)
      const kind = await findKind(platform, kindId)
      const title = await freeTitle(platform.db, study.id, kind.title)
      const wish = { kind, title, tellByMail: false, sent: sentOf(values) }
      const same = options.reuse ? await findSame(platform, person, study, wish) : undefined
      const [row] = same ? [same] : await startAnalyses(platform, person, study, wish)
      const ended = row && (options.wait ? await waitFor(platform, row.id) : row)
      if (!ended) return
      shell.print(asAnalysis(ended), stateOf)
      if (ended.state === 'failed' || ended.state === 'cancelled') shell.foundSomething()
    })

  studies
    .command('show')
    .description('say how an analysis does')
    .argument('<analysis>', 'id of the analysis')
    .requiredOption(...as)
    .action(async (id: string, options: { as: string }) => {
      const platform = await shell.platform()
      const { analysis } = await ownAnalysis(platform, await personBy(platform, options.as), id)
      shell.print(asAnalysis(analysis), stateOf)
      if (analysis.state === 'failed' || analysis.state === 'cancelled') shell.foundSomething()
    })

  studies
    .command('results')
    .description('fetch everything of an analysis as one archive')
    .argument('<analysis>', 'id of the analysis')
    .requiredOption('--out <file>', 'where to put the archive')
    .requiredOption(...as)
    .action(async (id: string, options: { as: string; out: string }) => {
      const platform = await shell.platform()
      const person = await personBy(platform, options.as)
      const { analysis, study } = await ownAnalysis(platform, person, id)
      await pipeline(await archiveOfAnalysis(platform, study, analysis), createWriteStream(options.out))
      shell.print({ file: options.out }, ({ file }) => file)
    })
}

type RunOptions = Readonly<{ as: string; wait: boolean; reuse?: boolean }>

const wordsOf = ({
  id,
  files,
}: Readonly<{ id: string; files: readonly Readonly<{ id: string; name: string }>[] }>): string =>
  [`study ${id}`, ...files.map((file) => `file  ${file.id}  ${file.name}`)].join('\n')

const stateOf = ({ id, state, sentence }: ReturnType<typeof asAnalysis>): string =>
  `analysis ${id}: ${state}${sentence === null ? '' : `\n${sentence}`}`

/** @throws UserError `studies.unknown` */
async function ownStudy({ db }: Platform, person: Person, id: string): Promise<StudyRow> {
  const study = await findStudy(db, person, id)
  if (study?.owner_id === person.id) return study
  throw new UserError('not-found', 'studies.unknown', 'There is no such study.')
}

/** @throws UserError `studies.unknown` */
async function ownAnalysis(platform: Platform, person: Person, id: string) {
  const analysis = await findAnalysis(platform.db, id)
  if (!analysis) throw new UserError('not-found', 'studies.unknown', 'There is no such study.')
  return { analysis, study: await ownStudy(platform, person, analysis.study_id) }
}

/** @throws UserError `studies.file-refused` with what is wrong in the first that cannot be kept */
async function addFiles(platform: Platform, person: Person, study: StudyRow, paths: readonly string[]) {
  const added: { id: string; name: string }[] = []
  for (const path of paths) {
    const wish = { name: basename(path), bytes: createReadStream(path), choice: 'auto' } as const
    const { file, findings, refusal } = await addFile(platform, person, study, wish)
    const why = refusal ?? findings.map(sentenceOf).join(' ')
    if (!file) throw new UserError('invalid', 'studies.file-refused', `${basename(path)}: ${why}`)
    added.push({ id: file.id, name: file.name })
  }
  return added
}

/** @throws UserError `studies.unknown-person` */
async function personBy({ db }: Platform, email: string): Promise<Person> {
  const row = await findPersonByEmail(db, email)
  if (row)
    return {
      id: row.id,
      email: row.email,
      name: row.name,
      role: row.role,
      language: row.language,
      timezone: row.timezone,
      tokenId: null,
    }
  throw new UserError('not-found', 'studies.unknown-person', `Nobody here has the address ${email}.`)
}

function sentOf(values: readonly string[]): Record<string, string[]> {
  const sent: Record<string, string[]> = {}
  for (const one of values) {
    const [name = '', value] = one.split(/=(.*)/s, 2)
    if (value === undefined)
      throw new UserError('malformed', 'studies.field', `"${one}" is not of the form name=value.`)
    sent[name] = [...(sent[name] ?? []), value]
  }
  return sent
}

async function waitFor({ db }: Platform, id: string) {
  for (;;) {
    const row = await findAnalysis(db, id)
    if (!row || row.state === 'failed' || row.state === 'cancelled' || isSettled(row)) return row
    await sleep(lookEveryMs)
  }
}

/** What it says of its results is there a moment after its end, where it says anything at all. */
const isSettled = ({ state, finished_at: end, output_bytes: bytes }: AnalysisRow): boolean =>
  state === 'done' && (bytes > 0 || Date.now() - Date.parse(end ?? '') > patienceMs)
