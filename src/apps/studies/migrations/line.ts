import type { MigrationLine } from '../../../platform/database/migrating.ts'
import { studies } from './0001-studies.ts'
import { linkPasswords } from './0002-link-passwords.ts'
import { madeWith } from './0003-made-with.ts'

export const migrations: MigrationLine = {
  name: 'studies',
  steps: { '0001-studies': studies, '0002-link-passwords': linkPasswords, '0003-made-with': madeWith },
}
