import type { AnalysisKind } from '../../platform/analyses.ts'
import type { Platform } from '../../platform/platform.ts'
import { commandLine, curlCall } from '../../platform/provenance/commands.ts'
import { madeWith, type Provenance, settingsOf } from '../../platform/provenance/record.ts'
import { inputsOf } from './inputs.ts'
import { links } from './links.ts'
import type { AnalysisRow } from './tables.ts'

/** How an analysis came about. @param kind Undefined where it is not installed any more. */
export function provenanceOf(
  { config }: Pick<Platform, 'config'>,
  analysis: AnalysisRow,
  kind: AnalysisKind | undefined,
): Provenance {
  return {
    id: analysis.id,
    title: analysis.title,
    url: new URL(links.analysis(analysis.id), config.baseUrl).href,
    tool: {
      id: analysis.kind,
      title: analysis.kind_title,
      name: kind?.name ?? null,
      version: kind?.version ?? null,
      citation: kind?.citation ?? null,
    },
    inputs: Object.entries(inputsOf(analysis)).map(([field, { name, sha256 }]) => ({ field, name, sha256, url: null })),
    settings: settingsOf(JSON.parse(analysis.parameters_json), kind?.fields),
    state: analysis.state,
    error: analysis.state === 'failed' ? analysis.sentence : null,
    askedAt: analysis.created_at,
    startedAt: analysis.started_at,
    finishedAt: analysis.finished_at,
    madeWith: analysis.made_with ?? madeWith,
  }
}

/** The same analysis asked for from a command line. */
export function commandFor(analysis: AnalysisRow): string {
  const files = Object.entries(inputsOf(analysis)).map(([field, { id }]) => `${field}=${id}`)
  const values = settingsOf(JSON.parse(analysis.parameters_json)).flatMap(({ name, value }) =>
    [value].flat().map((one) => `${name}=${typeof one === 'object' ? JSON.stringify(one) : one}`),
  )
  return commandLine(['lyceum', 'studies', 'run', analysis.study_id, analysis.kind, ...files, ...values])
}

/** The same as a request to the API. */
export function apiCallFor({ config }: Pick<Platform, 'config'>, analysis: AnalysisRow): string {
  const files = Object.entries(inputsOf(analysis)).map(([field, { id }]) => [field, id] as const)
  const values = settingsOf(JSON.parse(analysis.parameters_json)).map(({ name, value }) => [name, value] as const)
  const url = new URL(`/api/v1/studies/${analysis.study_id}/analyses`, config.baseUrl).href
  return curlCall(url, { kind: analysis.kind, values: Object.fromEntries([...files, ...values]) })
}
