import type { MigrationLine } from '../../../platform/database/migrating.ts'
import { studies } from './0001-studies.ts'

export const migrations: MigrationLine = { name: 'studies', steps: { '0001-studies': studies } }
