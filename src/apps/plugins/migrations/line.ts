import type { MigrationLine } from '../../../platform/database/migrating.ts'
import { plugins } from './0001-plugins.ts'
import { notices } from './0002-notices.ts'
import { virtualForms } from './0003-virtual-forms.ts'
import { remote } from './0004-remote.ts'
import { madeWith } from './0005-made-with.ts'

export const migrations: MigrationLine = {
  name: 'plugins',
  steps: {
    '0001-plugins': plugins,
    '0002-notices': notices,
    '0003-virtual-forms': virtualForms,
    '0004-remote': remote,
    '0005-made-with': madeWith,
  },
}
