import type { Platform } from '../../platform/platform.ts'
import { version } from '../../version.ts'
import { type Inputs, inputsOf } from './inputs.ts'
import { links } from './links.ts'
import type { Packed, PackedAnalysis, PackedStudy } from './packing.ts'

type Entity = Readonly<Record<string, unknown>>

/**
 * What an archive holds and how it was made, for programs of others.
 *
 * @see https://w3id.org/ro/crate/1.1, and the profile for runs of processes https://w3id.org/ro/wfrun/process/0.5
 */
export function crateOf({ config, now }: Pick<Platform, 'config' | 'now'>, packed: PackedStudy): Entity {
  const { study, owner, files, analyses } = packed
  const person = {
    '@id': owner.orcid === null ? `#person-${owner.id}` : `https://orcid.org/${owner.orcid}`,
    '@type': 'Person',
    name: owner.name,
  }
  const parts = [...files, ...analyses.flatMap(({ results }) => results)]
  const tools = new Map(analyses.map((one) => [toolId(one), toolOf(one)]))
  return {
    '@context': 'https://w3id.org/ro/crate/1.1/context',
    '@graph': [
      {
        '@id': 'ro-crate-metadata.json',
        '@type': 'CreativeWork',
        conformsTo: { '@id': 'https://w3id.org/ro/crate/1.1' },
        about: { '@id': './' },
      },
      {
        '@id': './',
        '@type': 'Dataset',
        conformsTo: { '@id': 'https://w3id.org/ro/wfrun/process/0.5' },
        name: study.title,
        description: study.about === '' ? study.title : study.about,
        datePublished: now(),
        dateModified: study.updated_at,
        license: 'All rights with the author until a licence is chosen.',
        identifier: new URL(links.study(study.id), config.baseUrl).href,
        author: { '@id': person['@id'] },
        hasPart: parts.map(({ path }) => ({ '@id': idOf(path) })),
        mentions: analyses.map(({ analysis }) => ({ '@id': `#run-${analysis.id}` })),
      },
      person,
      ...parts.map(fileOf),
      ...tools.values(),
      ...analyses.flatMap((one) => runOf(one, packed, person['@id'])),
    ],
  }
}

/** Paths as they stand in addresses. */
const idOf = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

const fileOf = ({ path, name, mediaType, sizeBytes, sha256 }: Packed): Entity => ({
  '@id': idOf(path),
  '@type': 'File',
  name,
  encodingFormat: mediaType,
  contentSize: String(sizeBytes),
  sha256,
})

const toolId = ({ analysis }: PackedAnalysis): string => `#tool-${analysis.kind}`

const toolOf = (one: PackedAnalysis): Entity => ({
  '@id': toolId(one),
  '@type': 'SoftwareApplication',
  name: one.analysis.kind_title,
  softwareVersion: one.analysis.kind,
  operatingSystem: `Lyceum ${version}, Node ${process.versions.node}`,
  ...(one.citation !== undefined && { citation: one.citation }),
})

function runOf(one: PackedAnalysis, { files }: PackedStudy, agent: string): Entity[] {
  const { analysis, results } = one
  const inputs: Inputs = inputsOf(analysis)
  const settings = Object.entries(JSON.parse(analysis.parameters_json) as Record<string, unknown>).map(
    ([name, value]) => ({
      '@id': `#setting-${analysis.id}-${name}`,
      '@type': 'PropertyValue',
      name,
      value: typeof value === 'object' ? JSON.stringify(value) : value,
    }),
  )
  const used = Object.values(inputs).map(
    ({ sha256, name }) => files.find((file) => file.sha256 === sha256)?.path ?? name,
  )
  const run = {
    '@id': `#run-${analysis.id}`,
    '@type': 'CreateAction',
    name: analysis.title,
    instrument: { '@id': toolId(one) },
    agent: { '@id': agent },
    actionStatus: {
      '@id': `http://schema.org/${analysis.state === 'done' ? 'Completed' : analysis.state === 'failed' ? 'Failed' : 'Potential'}ActionStatus`,
    },
    ...(analysis.started_at !== null && { startTime: analysis.started_at }),
    ...(analysis.finished_at !== null && { endTime: analysis.finished_at }),
    ...(analysis.state === 'failed' && { error: analysis.sentence }),
    object: [...used.map((path) => ({ '@id': idOf(path) })), ...settings.map((setting) => ({ '@id': setting['@id'] }))],
    result: results.map(({ path }) => ({ '@id': idOf(path) })),
  }
  return [run, ...settings]
}
