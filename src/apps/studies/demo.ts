import { analysesOf } from '../../platform/analyses.ts'
import type { DemoPiece } from '../../platform/demo/demo.ts'
import { UserError } from '../../platform/errors.ts'
import { startAnalyses } from './analysing.ts'
import { removeStudy } from './keeping.ts'
import { links } from './links.ts'
import { listAnalyses } from './queries/analyses.ts'
import { listFiles } from './queries/files.ts'
import { findStudyById } from './queries/studies.ts'
import { makeSample } from './sampling.ts'
import type { FileFormat } from './tables.ts'

const plugin = 'bioce'
const title = 'Which models make up the curve?'
/** Enough for eight models, and done within seconds. */
const settings = { iterations: '600', seed: '7', threshold: '0.05' }

/** The study with sample data, and an analysis that finds again what they were made of. */
const study: DemoPiece = {
  name: 'studies.sample',
  title: 'A study with sample data and an analysis of them',
  href: links.study,
  make: async (platform, person) => {
    const id = await makeSample(platform, person)
    const found = await findStudyById(platform.db, id)
    const kind = (await (await analysesOf(platform)).list(platform)).find(({ name }) => name === plugin)
    if (!found || !kind) throw new UserError('gone', 'studies.unknown-kind', `The analysis ${plugin} is not installed.`)
    if ((await listAnalyses(platform.db, id)).some((one) => one.title === title)) return id
    const files = await listFiles(platform.db, id)
    const idOf = (format: FileFormat): string => files.find((file) => file.format === format)?.id ?? ''
    const sent = { ...settings, curve: idOf('curve'), simulated: idOf('table') }
    await startAnalyses(platform, person, found, { kind, title, tellByMail: false, sent })
    return id
  },
  isThere: async (db, id) => (await findStudyById(db, id))?.binned_at === null,
  remove: async (platform, id, by) => {
    const found = await findStudyById(platform.db, id)
    if (found) await removeStudy(platform, found, by)
  },
}

export const demo = [study]
