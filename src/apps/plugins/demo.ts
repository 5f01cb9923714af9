import type { DemoPiece } from '../../platform/demo/demo.ts'
import { UserError } from '../../platform/errors.ts'
import { links } from './links.ts'
import { findTask } from './queries/tasks.ts'
import { readForm } from './sdk/values.ts'
import { analyses } from './tasks/analyses.ts'
import { catalogueOf } from './tasks/catalogues.ts'
import { fieldsOf, startTask } from './tasks/starting.ts'

const plugin = 'data-creator'
/** Two spirals that a straight line cannot part. */
const sent = { datasetType: 'two_spirals', numTrainPoints: '120', numTestPoints: '40', noise: '0.7', turns: '1.52' }

/** Points of a made-up problem, with which clustering and learning can be tried. */
const run: DemoPiece = {
  name: 'plugins.run',
  title: 'A run of a plugin that makes up data to learn from',
  href: (id) => links.task(Number(id)),
  make: async (platform, { id: personId }) => {
    const found = (await catalogueOf(platform)).plugins.find(({ name }) => name === plugin)
    if (!found) throw new UserError('gone', 'plugins.unknown', `The plugin ${plugin} is not installed.`)
    const { values } = readForm(fieldsOf(found), sent)
    return String(await startTask(platform, found, values, { personId }))
  },
  isThere: async (db, id) => (await findTask(db, Number(id))) !== undefined,
  remove: (platform, id, by) => platform.db.transaction().execute((tx) => analyses.remove(tx, platform, id, by)),
}

export const demo = [run]
