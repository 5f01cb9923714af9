import type { MigrationLine } from '../../database/migrating.ts'
import { marks } from './0001-marks.ts'

export const migrations: MigrationLine = { name: 'search', steps: { '0001-marks': marks } }
