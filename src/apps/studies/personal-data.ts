import type { PersonalData } from '../../platform/app.ts'
import type { Db } from '../../platform/database/tables.ts'
import { inputsOf } from './inputs.ts'
import { removeStudiesOf } from './keeping.ts'
import { listAnalyses } from './queries/analyses.ts'
import { listFiles } from './queries/files.ts'
import { forgetPerson } from './queries/sharing.ts'
import { pageOfStudies } from './queries/studies.ts'

/** Studies with what is in them; files themselves come from the page of each study. */
export const personalData: readonly PersonalData[] = [
  {
    name: 'studies',
    title: 'Your studies, with their files, analyses and notebooks',
    leaving:
      'Removed with their files and results, also for those you share them with. Download what you or they want to keep.',
    rows: async function* (db: Db, personId: string) {
      let after = ''
      for (;;) {
        const studies = await pageOfStudies(db, personId, after, 100)
        for (const study of studies) yield await withContent(db, study)
        const last = studies.at(-1)
        if (!last) return
        after = last.id
      }
    },
    remove: async (tx, personId, platform) => {
      await removeStudiesOf(tx, platform, personId)
      await forgetPerson(tx, personId)
    },
  },
]

async function withContent(db: Db, study: Awaited<ReturnType<typeof pageOfStudies>>[number]) {
  const files = (await listFiles(db, study.id)).map(({ name, sha256, size_bytes, created_at }) => ({
    name,
    sha256,
    size_bytes,
    created_at,
  }))
  const analyses = (await listAnalyses(db, study.id)).map((one) => ({
    title: one.title,
    kind: one.kind,
    state: one.state,
    parameters: JSON.parse(one.parameters_json),
    inputs: inputsOf(one),
    created_at: one.created_at,
    finished_at: one.finished_at,
  }))
  return { ...study, files, analyses }
}
