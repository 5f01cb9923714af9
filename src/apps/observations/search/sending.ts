import { plainCsvLine } from '../../../platform/csv.ts'
import type { FoundObservation } from '../catalog/search-criteria.ts'
import { links } from '../links.ts'

const attributes = [
  'targname',
  'seq_nbr',
  'proposal_number',
  'ra',
  'dec',
  'instrument',
  'grating',
  'obs_type',
  'status',
  'approved_exposure_time',
  'startsAt',
  'pi_name',
  'observer',
] as const satisfies readonly (keyof FoundObservation)[]

/** Observations as the table of entities that plugins read; the `ID` is the obsid. Degrees, and kiloseconds. */
export async function* observationsAsEntities(
  found: readonly FoundObservation[],
  baseUrl: string,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(plainCsvLine(['ID', 'href', ...attributes]))
  for (const one of found) {
    const href = new URL(links.ocat(one.obsid), baseUrl).href
    yield Buffer.from(plainCsvLine([one.obsid, href, ...attributes.map((name) => one[name])]))
  }
}
