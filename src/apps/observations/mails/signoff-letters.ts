import type { BasicObservation } from '../catalog/read-model.ts'
import { links } from '../links.ts'
import { isHrc } from '../parameters/parameters.ts'
import { type SignoffCells, signoff } from '../signoff/signoff.ts'
import type { DeskLetter, Reader } from './posting.ts'

/** What a signature on an urgent target leaves to be done, and who shall do it. */
type SignedRevision = Readonly<{
  key: string
  cells: SignoffCells
  observation: BasicObservation
  submitter: Reader
  signer: Reader
  baseUrl: string
}>

/** NTF-07: urgent targets have hours, so whoever is next is told at once; undefined where nobody is, and for others. */
export function nextSignerLetter(revision: SignedRevision): DeskLetter | undefined {
  const { observation, cells, key, baseUrl } = revision
  if (!isUrgentType(observation.obs_type)) return undefined
  const next = nextOf(revision)
  if (!next) return undefined
  const waiting = signoff.parts.filter((part) => cells[part].status === 'Pending')
  return {
    kind: 'observations.next-signer',
    to: next.to,
    subject: `${observation.obs_type} ${next.subject}: (Obsid: ${observation.obsid})`,
    lines: [
      next.done,
      `Please sign what is left: ${waiting.join(', ')}.`,
      `Parameter check page: ${baseUrl}${links.revision(key)}\nTarget parameter status page: ${baseUrl}${links.status()}`,
    ],
  }
}

export const isUrgentType = (type: string | null): boolean => type === 'TOO' || type === 'DDT'

type Next = Readonly<{ to: readonly Reader[]; subject: string; done: string }>

function nextOf({ cells, observation, submitter, signer }: SignedRevision): Next | undefined {
  const isEntered = !isPending(cells.general) && !isPending(cells.acis)
  const isChecked = !isPending(cells.acis_si) && !isPending(cells.hrc_si)
  if (isEntered && !isChecked) {
    const team = isHrc(observation.instrument) ? 'hrc' : 'acis'
    return { to: [team], subject: 'SI Mode Sign Off Request', done: 'General and ACIS edits are signed.' }
  }
  if (!isEntered && isChecked) {
    return { to: ['arcops'], subject: 'General/ACIS Sign Off Request', done: 'The SI mode is signed.' }
  }
  if (isEntered && isChecked && isPending(cells.usint)) {
    const done = 'All edits are signed; verification is left.'
    return { to: [submitter, signer], subject: 'Usint Sign Off Request', done }
  }
  return undefined
}

const isPending = ({ status }: SignoffCells['usint']): boolean => status === 'Pending'
