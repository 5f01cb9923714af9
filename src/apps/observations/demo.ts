import type { DemoPiece } from '../../platform/demo/demo.ts'
import { links } from './links.ts'
import { deleteRevision, findRevision } from './queries/revisions.ts'
import { addRevision, statusTopic } from './revising.ts'
import { fieldsOf } from './revisions/fields.ts'
import { readForm } from './revisions/reading-forms.ts'
import { sourcesOf } from './sources.ts'
import { asDraft, plan } from './submitting.ts'

/** One of the invented ones, so that nobody takes the request for a real one. */
const obsid = 90_001
const changes = { y_det_offset: '0.25', frame_time: '2.4' }

/** A request for another offset and frame time, which waits for three teams; no letter tells of it. */
const revision: DemoPiece = {
  name: 'observations.revision',
  title: 'A request on an observation of the sample catalog',
  href: () => links.ocat(obsid),
  suits: ({ config }) => config.observations.catalog === 'sample',
  make: async (platform, person) => {
    const observation = await (await sourcesOf(platform)).catalog.getObservation(obsid)
    const { wanted } = readForm(observation, { ...fieldsOf(observation), ...changes })
    const { main } = await plan(platform, person, { observation, kind: 'norm', wanted, extras: [] })
    const { id } = await platform.db
      .transaction()
      .execute((tx) => addRevision(platform, tx, person, asDraft('norm', main)))
    platform.live.publish(statusTopic)
    return id
  },
  isThere: async (db, id) => (await findRevision(db, id))?.removed_at === null,
  remove: async (platform, id) => {
    await platform.db.transaction().execute((tx) => deleteRevision(tx, id))
    platform.live.publish(statusTopic)
  },
}

export const demo = [revision]
