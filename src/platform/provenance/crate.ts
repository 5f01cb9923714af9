import type { InputFile, Provenance } from './record.ts'

type Entity = Readonly<Record<string, unknown>>

/** A file in an archive, by its path there. */
export type CrateFile = Readonly<{ path: string; name: string; mediaType: string; sizeBytes: number; sha256: string }>

export type CrateRun = Readonly<{ record: Provenance; results: readonly CrateFile[] }>

export type Crate = Readonly<{
  title: string
  description: string
  /** The page of what it holds, absolute. */
  url: string
  madeAt: string
  changedAt: string
  agent: Readonly<{ id: string; name: string; orcid: string | null }>
  /** Files besides the results of its runs. */
  files: readonly CrateFile[]
  runs: readonly CrateRun[]
}>

/**
 * What an archive holds and how it was made, for programs of others.
 *
 * @see https://w3id.org/ro/crate/1.1, and the profile for runs of processes https://w3id.org/ro/wfrun/process/0.5
 */
export function crateOf(crate: Crate): Entity {
  const { agent, files, runs } = crate
  const person = {
    '@id': agent.orcid === null ? `#person-${agent.id}` : `https://orcid.org/${agent.orcid}`,
    '@type': 'Person',
    name: agent.name,
  }
  const parts = [...files, ...runs.flatMap(({ results }) => results)]
  const tools = new Map(runs.map(({ record }) => [toolId(record), toolOf(record)]))
  const others = new Map(runs.flatMap(({ record }) => otherInputs(record, parts).map((one) => [one['@id'], one])))
  return {
    '@context': 'https://w3id.org/ro/crate/1.1/context',
    '@graph': [
      {
        '@id': 'ro-crate-metadata.json',
        '@type': 'CreativeWork',
        conformsTo: { '@id': 'https://w3id.org/ro/crate/1.1' },
        about: { '@id': './' },
      },
      rootOf(crate, person['@id'], parts),
      person,
      ...parts.map(fileOf),
      ...others.values(),
      ...tools.values(),
      ...runs.flatMap((run) => runOf(run, parts, person['@id'])),
    ],
  }
}

const rootOf = (crate: Crate, author: string, parts: readonly CrateFile[]): Entity => ({
  '@id': './',
  '@type': 'Dataset',
  conformsTo: { '@id': 'https://w3id.org/ro/wfrun/process/0.5' },
  name: crate.title,
  description: crate.description === '' ? crate.title : crate.description,
  datePublished: crate.madeAt,
  dateModified: crate.changedAt,
  license: 'All rights with the author until a licence is chosen.',
  identifier: crate.url,
  author: { '@id': author },
  hasPart: parts.map(({ path }) => ({ '@id': idOf(path) })),
  mentions: crate.runs.map(({ record }) => ({ '@id': runId(record) })),
})

/** Paths as they stand in addresses. */
const idOf = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

const fileOf = ({ path, name, mediaType, sizeBytes, sha256 }: CrateFile): Entity => ({
  '@id': idOf(path),
  '@type': 'File',
  name,
  encodingFormat: mediaType,
  contentSize: String(sizeBytes),
  sha256,
})

/** Files that went in and do not lie in the archive: named with what is known of them. */
const otherInputs = ({ inputs }: Provenance, parts: readonly CrateFile[]) =>
  inputs
    .filter((input) => !partOf(input, parts))
    .map((input) => ({
      '@id': inputId(input, parts),
      '@type': 'File',
      name: input.name,
      ...(input.sha256 !== null && { sha256: input.sha256 }),
    }))

const partOf = ({ sha256 }: InputFile, parts: readonly CrateFile[]): CrateFile | undefined =>
  sha256 === null ? undefined : parts.find((part) => part.sha256 === sha256)

function inputId(input: InputFile, parts: readonly CrateFile[]): string {
  const part = partOf(input, parts)
  if (part) return idOf(part.path)
  return input.url ?? `#input-${input.sha256 ?? encodeURIComponent(input.name)}`
}

const runId = ({ id }: Provenance): string => `#run-${id}`
const toolId = ({ tool }: Provenance): string => `#tool-${tool.id}`

const toolOf = (record: Provenance): Entity => ({
  '@id': toolId(record),
  '@type': 'SoftwareApplication',
  name: record.tool.title,
  softwareVersion: record.tool.id,
  operatingSystem: record.madeWith,
  ...(record.tool.citation !== null && { citation: record.tool.citation }),
})

const statuses = { done: 'Completed', failed: 'Failed', cancelled: 'Failed', running: 'Active', queued: 'Potential' }

function runOf({ record, results }: CrateRun, parts: readonly CrateFile[], agent: string): Entity[] {
  const settings = record.settings.map(({ name, value }) => ({
    '@id': `#setting-${record.id}-${name}`,
    '@type': 'PropertyValue',
    name,
    value: typeof value === 'object' ? JSON.stringify(value) : value,
  }))
  const used = record.inputs.map((input) => ({ '@id': inputId(input, parts) }))
  const run = {
    '@id': runId(record),
    '@type': 'CreateAction',
    name: record.title,
    url: record.url,
    instrument: { '@id': toolId(record) },
    agent: { '@id': agent },
    actionStatus: { '@id': `http://schema.org/${statuses[record.state]}ActionStatus` },
    ...(record.startedAt !== null && { startTime: record.startedAt }),
    ...(record.finishedAt !== null && { endTime: record.finishedAt }),
    ...(record.error !== null && { error: record.error }),
    object: [...used, ...settings.map((setting) => ({ '@id': setting['@id'] }))],
    result: results.map(({ path }) => ({ '@id': idOf(path) })),
  }
  return [run, ...settings]
}
