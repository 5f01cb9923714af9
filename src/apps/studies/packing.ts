import type { Readable } from 'node:stream'
import { findPerson } from '../../platform/accounts/queries/people.ts'
import { analysesOf } from '../../platform/analyses.ts'
import { zipWith } from '../../platform/archives/writing.ts'
import { downloadName } from '../../platform/files/names.ts'
import type { Platform } from '../../platform/platform.ts'
import { bibtexOf } from '../../platform/provenance/citing.ts'
import { type CrateFile, crateOf } from '../../platform/provenance/crate.ts'
import { methodsText } from '../../platform/provenance/methods.ts'
import type { Provenance } from '../../platform/provenance/record.ts'
import { links } from './links.ts'
import { provenanceOf } from './provenance.ts'
import { listAnalyses } from './queries/analyses.ts'
import { listFiles } from './queries/files.ts'
import type { AnalysisRow, StudyRow } from './tables.ts'

/** An analysis with the places of its results in the archive. */
type PackedAnalysis = Readonly<{
  analysis: AnalysisRow
  /** With a slash at its end. */
  folder: string
  results: readonly CrateFile[]
  log: string
  record: Provenance
}>

type PackedStudy = Readonly<{
  study: StudyRow
  owner: Readonly<{ id: string; name: string; orcid: string | null }>
  files: readonly CrateFile[]
  analyses: readonly PackedAnalysis[]
}>

/** Everything of a study as one archive with an RO-Crate description in it; made while it is sent. */
export async function archiveOfStudy(platform: Platform, study: StudyRow): Promise<Readable> {
  return pack(platform, await gather(platform, study, await listAnalyses(platform.db, study.id)))
}

/** One analysis with what went in and what came out, in the same form. */
export async function archiveOfAnalysis(platform: Platform, study: StudyRow, analysis: AnalysisRow): Promise<Readable> {
  return pack(platform, await gather(platform, study, [analysis]))
}

/** Names, sizes and hashes of all that goes in; the bytes are read when their turn comes. */
async function gather(platform: Platform, study: StudyRow, analyses: readonly AnalysisRow[]): Promise<PackedStudy> {
  const owner = await findPerson(platform.db, study.owner_id)
  const name = namesIn(new Set<string>())
  const files = (await listFiles(platform.db, study.id)).map((row) => ({
    path: name('files/', row.name),
    name: row.name,
    sha256: row.sha256,
    sizeBytes: row.size_bytes,
    mediaType:
      row.format === 'structures'
        ? 'application/zip'
        : row.format === 'other'
          ? 'application/octet-stream'
          : 'text/plain',
  }))
  const packed: PackedAnalysis[] = []
  for (const analysis of analyses) packed.push(await gatherAnalysis(platform, analysis, name))
  return {
    study,
    owner: { id: study.owner_id, name: owner?.name ?? '', orcid: owner?.orcid ?? null },
    files,
    analyses: packed,
  }
}

type Name = (folder: string, wished: string) => string

async function gatherAnalysis(
  { db, files, ...rest }: Platform,
  analysis: AnalysisRow,
  name: Name,
): Promise<PackedAnalysis> {
  const platform = { db, files, ...rest }
  const analyses = await analysesOf(platform)
  const run = analysis.run === null ? undefined : await analyses.look(db, analysis.run)
  const kind = await analyses.find(platform, analysis.kind)
  const folder = `${name('analyses/', analysis.title)}/`
  const results: CrateFile[] = []
  for (const output of run?.outputs ?? []) {
    const stored = output.isFailureState || output.fileId === null ? undefined : await files.find(db, output.fileId)
    if (stored)
      results.push({
        path: name(folder, output.name),
        name: output.name,
        sha256: stored.sha256,
        sizeBytes: stored.sizeBytes,
        mediaType: output.contentType,
      })
  }
  return { analysis, folder, results, log: run?.log ?? '', record: provenanceOf(platform, analysis, kind) }
}

/** Names that any system takes, none twice, whatever case it tells apart. */
function namesIn(taken: Set<string>): Name {
  return (folder, wished) => {
    const plain = downloadName(wished)
    const dot = plain.lastIndexOf('.')
    const [stem, ending] = dot > 0 ? [plain.slice(0, dot), plain.slice(dot)] : [plain, '']
    for (let number = 1; ; number++) {
      const path = `${folder}${number === 1 ? plain : `${stem} (${number})${ending}`}`
      if (taken.has(path.toLowerCase())) continue
      taken.add(path.toLowerCase())
      return path
    }
  }
}

const isPacked = (path: string): boolean => /\.(?:zip|gz|png|jpe?g)$/i.test(path)

const pack = (platform: Platform, content: PackedStudy): Readable =>
  zipWith((zip) => {
    const add = ({ path, sha256, sizeBytes }: CrateFile): void =>
      zip.stream(path, () => platform.files.read(sha256), { sizeBytes, isPacked: isPacked(path) })
    zip.text('ro-crate-metadata.json', `${JSON.stringify(crateOf(crateFor(platform, content)), null, 2)}\n`)
    if (content.study.notebook !== '') zip.text('notebook.md', content.study.notebook)
    for (const file of content.files) add(file)
    for (const { analysis, folder, results, log, record } of content.analyses) {
      for (const result of results) add(result)
      zip.text(`${folder}how-it-was-made.json`, `${JSON.stringify(howItWasMade(analysis), null, 2)}\n`)
      zip.text(`${folder}methods.txt`, `${methodsText(record)}\n`)
      zip.text(`${folder}citations.bib`, bibtexOf(record))
      if (log !== '') zip.text(`${folder}log.txt`, `${log}\n`)
    }
  })

const crateFor = ({ config, now }: Platform, { study, owner, files, analyses }: PackedStudy) => ({
  title: study.title,
  description: study.about,
  url: new URL(links.study(study.id), config.baseUrl).href,
  madeAt: now(),
  changedAt: study.updated_at,
  agent: owner,
  files,
  runs: analyses.map(({ record, results }) => ({ record, results })),
})

const howItWasMade = ({ parameters_json, inputs_json, summary_json: _, sealed: __, ...analysis }: AnalysisRow) => ({
  ...analysis,
  parameters: JSON.parse(parameters_json),
  inputs: JSON.parse(inputs_json),
})
