import { flags } from '../parameters/parameters.ts'
import type { Requests } from './comparing.ts'
import type { NoteKey } from './notes.ts'

/** Whatever is asked of them, the accepted proposal changes. */
const always: readonly string[] = ['instrument', 'grating', 'obs_type', ...flags, 'pointing_constraint', 'monitor_flag']
/** Only where they become a real constraint. */
const whereSet: readonly string[] = ['uninterrupt', 'multitelescope']

/** Parameters that the Director's Office may have to be asked about. */
export const directorsNames: readonly string[] = [...always, ...whereSet]

/** Of a request: what the Director's Office must agree to. A position counts where it moves far. */
export function directorsOf(requests: Requests, notes: readonly NoteKey[]): readonly string[] {
  const names = [...requests]
    .filter(([name, value]) => always.includes(name) || (whereSet.includes(name) && value === 'Y'))
    .map(([name]) => name)
  return notes.includes('large_coordinate_change') ? ['ra', 'dec', ...names] : names
}
