import type { Observation } from '../catalog/read-model.ts'
import { links } from '../links.ts'
import { isScalar, namesFor, parameterOf } from '../parameters/parameters.ts'
import { isColumn, type Kept, present, type Requests } from '../revisions/comparing.ts'
import { shown } from '../revisions/fields.ts'
import type { NoteKey } from '../revisions/notes.ts'
import type { SignoffCells } from '../signoff/signoff.ts'
import type { RevisionKind } from '../tables.ts'
import type { DeskLetter, Reader } from './posting.ts'

/** One revision as its letters tell it. */
export type ToldRevision = Readonly<{
  /** `16196.002` */
  key: string
  kind: RevisionKind
  observation: Observation
  requests: Requests
  notes: readonly NoteKey[]
  cells: SignoffCells
}>

type Teller = Readonly<{ baseUrl: string; by: Readonly<{ name: string; email: string | null }> }>

/** NTF-01, NTF-02, NTF-03: what one revision says. @param approver Who had approved it, where that is taken back. */
export function revisionLetter(revision: ToldRevision, teller: Teller, approver?: Reader): DeskLetter {
  const { key, kind } = revision
  const words = kindWords[kind]
  return {
    kind: `observations.${kind}`,
    to: kind === 'remove' && approver ? [teller.by, approver] : [teller.by],
    cc: kind === 'norm' ? teamsToTell(revision.cells) : kind === 'clone' ? ['arcops'] : [],
    subject: `Parameter Change Log: ${key}${words.subject}`,
    lines: [headerOf(revision, teller), words.marker, ...linksOf(key, teller)],
    listing: [...proseOf(revision), ...(kind === 'norm' ? changeBlocks(revision) : [])].join('\n'),
  }
}

const kindWords: Readonly<Record<RevisionKind, { subject: string; marker: string }>> = {
  norm: { subject: '', marker: 'VERIFIED NORM' },
  asis: { subject: ' (Approved)', marker: 'VERIFIED OK AS IS' },
  remove: { subject: ' (Removed)', marker: 'VERIFIED REMOVED' },
  clone: { subject: ' (Split Request)', marker: 'VERIFIED CLONE' },
}

/** NTF-04: ARCOPS learns that one change goes to several observations. */
export const severalLetter = (main: ToldRevision, extras: readonly ToldRevision[], teller: Teller): DeskLetter => ({
  kind: 'observations.several',
  to: ['arcops'],
  subject: `Parameter Change Log: ${main.key} and ${extras.length} more`,
  lines: [
    `${teller.by.name} submitted the same change for several observations.`,
    [main, ...extras].map(({ key, observation }) => `${observation.obsid}: ${check(key, teller)}`).join('\n'),
  ],
  listing: changeBlocks(main).join('\n'),
})

/** NTF-05: one letter about everything in a submission that Mission Planning must look at; undefined where nothing is. */
export function planningLetter(revisions: readonly ToldRevision[], teller: Teller): DeskLetter | undefined {
  const about = (key: NoteKey): readonly ToldRevision[] =>
    revisions.filter(({ notes }) => notes.includes(key) && !(key === 'obsdate_under10' && notes.includes('on_or_list')))
  const paragraphs = planningKeys.flatMap((key) => {
    const found = about(key)
    const list = found.map((one) => `${one.observation.obsid}: ${check(one.key, teller)}`)
    return found.length === 0 ? [] : [`${planningWords[key]}\n${list.join('\n')}`]
  })
  if (paragraphs.length === 0) return undefined
  return {
    kind: 'observations.planning',
    to: ['mp'],
    cc: [teller.by],
    subject: `Mission Planning attention needed: ${revisions.map(({ observation }) => observation.obsid).join(', ')}`,
    lines: [`${teller.by.name} asks for changes that need your attention.`, ...paragraphs],
  }
}

const planningKeys = [
  'target_name_change',
  'instrument_change',
  'grating_change',
  'large_coordinate_change',
  'on_or_list',
  'obsdate_under10',
] as const

const planningWords: Readonly<Record<(typeof planningKeys)[number], string>> = {
  target_name_change: 'The target name changes:',
  instrument_change: 'The instrument changes:',
  grating_change: 'The grating changes:',
  large_coordinate_change: 'The position moves by more than 8 arcminutes:',
  on_or_list: 'On an active OR list:',
  obsdate_under10: 'Planned within ten days:',
}

const urgentTypes = ['FAST', '0-5', '0-4']

/** NTF-06: ARCOPS learns at once of a change on an urgent target; undefined for others. */
export function urgentLetter(revision: ToldRevision, teller: Teller): DeskLetter | undefined {
  const { values, obsid } = revision.observation
  if (revision.kind !== 'norm' || !urgentTypes.includes(String(values.too_type).trim())) return undefined
  return {
    kind: 'observations.urgent',
    to: ['arcops'],
    subject: `${values.obs_type ?? 'TOO'} observation ${obsid} Parameter Change (${revision.key})`,
    lines: [`A change is asked for on an urgent target.`, ...linksOf(revision.key, teller)],
    listing: [
      `TOO ID      = ${values.tooid ?? ''}`,
      `TOO TYPE    = ${values.too_type ?? ''}`,
      `TOO TRIGGER = ${values.too_trig ?? ''}`,
      `TOO REMARKS = ${values.too_remarks ?? ''}`,
    ].join('\n'),
  }
}

/** Who has something to do. */
function teamsToTell({ general, acis, acis_si, hrc_si }: SignoffCells): readonly Reader[] {
  const readers: Reader[] = []
  if (general.status === 'Pending' || acis.status === 'Pending') readers.push('arcops')
  if (acis_si.status === 'Pending') readers.push('acis')
  if (hrc_si.status === 'Pending') readers.push('hrc')
  return readers
}

const headerOf = ({ observation: { obsid, values } }: ToldRevision, { by }: Teller): string =>
  [
    `OBSID = ${obsid}`,
    `SEQUENCE NUMBER = ${values.seq_nbr ?? ''}`,
    `TARGET NAME = ${values.targname ?? ''}`,
    `USER NAME = ${by.name}`,
  ].join('\n')

const check = (key: string, { baseUrl }: Teller): string => `${baseUrl}${links.revision(key)}`

const linksOf = (key: string, teller: Teller): readonly string[] => [
  `Parameter check page: ${check(key, teller)}\nTarget parameter status page: ${teller.baseUrl}${links.status()}`,
]

/** Comments and remarks, past and, where they change, new. */
function proseOf({ observation, requests }: ToldRevision): readonly string[] {
  return ['comments', 'remarks'].flatMap((name) => {
    const title = name.toUpperCase()
    const past = [`PAST ${title} =`, String(present(observation, name) ?? ''), '']
    return requests.has(name) ? [...past, `NEW ${title} =`, String(requests.get(name) ?? ''), ''] : past
  })
}

const blocks = [
  ['GENERAL CHANGES:', namesFor('general').filter((name) => name !== 'comments' && name !== 'remarks')],
  ['ACIS CHANGES:', namesFor('acis').filter(isScalar)],
  ['ACIS WINDOW CHANGES:', namesFor('acis').filter((name) => !isScalar(name))],
] as const

function changeBlocks({ observation, requests }: ToldRevision): readonly string[] {
  return blocks.flatMap(([title, names]) => {
    const lines = names
      .filter((name) => requests.has(name))
      .map((name) => changeLine(name, present(observation, name), requests.get(name) ?? null))
    return [title, ...(lines.length > 0 ? lines : ['(none)']), '']
  })
}

const changeLine = (name: string, before: Kept, after: Kept): string =>
  `${name.toUpperCase()} (${parameterOf(name).label}) changed from ${kept(name, before)} to ${kept(name, after)}`

/** A column of ranks is a list; what is not set is said so. */
export const kept = (name: string, value: Kept): string =>
  isColumn(value) ? `[${value.map((one) => shown(name, one) || 'NULL').join(', ')}]` : shown(name, value) || 'NULL'
