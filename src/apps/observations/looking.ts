import { can } from '../../platform/accounts/permissions.ts'
import type { Person } from '../../platform/accounts/person.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Observation } from './catalog/read-model.ts'
import type { OcatView } from './pages/ocat.ts'
import { listRevisions } from './queries/revisions.ts'
import { warningsOf } from './revisions/warnings.ts'
import { testModeSetting } from './settings.ts'
import { isApproved, revisionKey } from './signoff/approval.ts'
import { sourcesOf } from './sources.ts'
import { closedFor } from './submitting.ts'

/** Everything that the page of an observation shows. @throws ObsidUnknown, ObsidAmbiguous, CatalogAway */
export async function lookAt(
  platform: Platform,
  person: Person | undefined,
  obsid: number,
  isDraft: boolean,
): Promise<OcatView> {
  const { catalog, auxiliary } = await sourcesOf(platform)
  const observation = await catalog.getObservation(obsid)
  const sequence = observation.values.seq_nbr
  const [revisions, maps, orList, isClosed, isTest] = await Promise.all([
    listRevisions(platform.db, obsid),
    auxiliary.skyMaps(sequence === null ? null : String(sequence)),
    auxiliary.orList(),
    closedFor(platform),
    platform.settings.get(platform.db, testModeSetting),
  ])
  return {
    observation,
    maps,
    warnings: warningsOf(observation, {
      now: platform.now(),
      isOnOrList: orList?.has(obsid) ?? null,
      isApproved: isApproved(revisions),
    }),
    keys: revisions.map((one) => revisionKey(one.obsid, one.revision_number)).reverse(),
    lacks: catalog.lacks,
    isClosed: isClosed(observation),
    mayAsk: can(person, 'observations.request'),
    mayApprove: can(person, 'observations.verify'),
    isDraft,
    isTest,
  }
}

/** The observation alone. */
export async function readObservation(platform: Platform, obsid: number): Promise<Observation> {
  return (await sourcesOf(platform)).catalog.getObservation(obsid)
}
